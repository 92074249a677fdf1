using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>One tool whose code runs in the sandbox.</summary>
/// <param name="Code">The code.</param>
/// <param name="Definition">The tool's definition as agents get it, as canonical JSON (RFC 8785).</param>
public sealed record SandboxProgram(SandboxCode Code, string Definition);

/// <summary>Code that runs in the sandbox: what it is, what it may reach, and how much it may use.</summary>
/// <param name="Language">What it is written in.</param>
/// <param name="Digest">SHA-256 of the code, in lower-case hexadecimal.</param>
/// <param name="Grants">What it may ask of the gateway; nothing when left out.</param>
/// <param name="Quota">What a call of it may use.</param>
/// <param name="Version">Its version, in words of its own, at most 100 characters; <see langword="null"/> where none was said.</param>
public sealed record SandboxCode(SandboxLanguage Language, string Digest, ToolGrants? Grants = null, ToolQuota? Quota = null, string? Version = null)
{
    /// <summary>What it may ask of the gateway; nothing by default.</summary>
    public ToolGrants Grants { get; init; } = Grants ?? new();

    /// <summary>What a call of it may use.</summary>
    public ToolQuota Quota { get; init; } = Quota ?? new();
}

/// <summary>What code in the sandbox may ask of the gateway.</summary>
/// <param name="Http">Origins it may call, such as <c>https://api.example.com</c>, at most 20; none when left out.</param>
/// <param name="PrivateAddresses">Whether those may lie at addresses that are not public, such as loopback and private networks.</param>
/// <param name="Secrets">Names of secrets of the tenant that it may read, at most 20; none when left out.</param>
public sealed record ToolGrants(IReadOnlyList<string>? Http = null, bool PrivateAddresses = false, IReadOnlyList<string>? Secrets = null)
{
    /// <summary>Origins it may call, such as <c>https://api.example.com</c>, at most 20.</summary>
    public IReadOnlyList<string> Http { get; init; } = Http ?? [];

    /// <summary>Names of secrets of the tenant that it may read, at most 20.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = Secrets ?? [];
}

/// <summary>What one call of code in the sandbox may use.</summary>
/// <param name="MemoryMegabytes">Memory in MiB, 1 to 2,047; the gateway's setting <c>Sandbox:MaxMemoryBytes</c> may allow less.</param>
/// <param name="CpuSeconds">Seconds of processor time, more than 0 and at most 3,600.</param>
/// <param name="WallSeconds">Seconds from when the call gets its slot, more than 0 and at most 3,600.</param>
/// <param name="OutputKilobytes">Output in KiB, 1 to 16,384.</param>
/// <param name="Concurrency">Most calls at once, 1 to 1,000; further ones wait.</param>
public sealed record ToolQuota(
    int MemoryMegabytes = 64, double CpuSeconds = 5, double WallSeconds = 10, int OutputKilobytes = 1_024, int Concurrency = 2);

/// <summary>What code in the sandbox is written in.</summary>
[JsonConverter(typeof(SnakeCaseEnum<SandboxLanguage>))]
public enum SandboxLanguage
{
    /// <summary>A WASM module for WASI preview 1.</summary>
    Wasm,

    /// <summary>An ECMAScript module.</summary>
    JavaScript,
}
