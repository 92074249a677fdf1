using McpPlatform.Contracts.Api;
using McpPlatform.Guard.Sandbox;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>What is registered of a sandboxed tool, in the terms of the sandbox.</summary>
internal static class SandboxTerms
{
    private const int Kilobyte = 1_024;

    /// <exception cref="ArgumentException">The code is empty or too large.</exception>
    public static SandboxedTool Tool(string name, SandboxCode registered, ReadOnlyMemory<byte> code) => new(
        name, registered.Language == SandboxLanguage.Wasm ? SandboxedToolKind.Wasm : SandboxedToolKind.JavaScript, code, new SandboxGrants
        {
            Origins = [.. registered.Grants.Http.Select(origin => new Uri(origin))],
            PrivateAddresses = registered.Grants.PrivateAddresses,
            Secrets = registered.Grants.Secrets,
        });

    public static SandboxQuota Of(ToolQuota quota) => new()
    {
        MemoryBytes = quota.MemoryMegabytes * Kilobyte * Kilobyte,
        CpuTime = TimeSpan.FromSeconds(quota.CpuSeconds),
        WallTime = TimeSpan.FromSeconds(quota.WallSeconds),
        OutputBytes = quota.OutputKilobytes * Kilobyte,
        Concurrency = quota.Concurrency,
    };
}
