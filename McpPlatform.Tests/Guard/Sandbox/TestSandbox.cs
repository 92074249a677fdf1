using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using McpPlatform.Core.Secrets;
using McpPlatform.Guard.Sandbox;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

/// <summary>A sandbox of a test's own, with real slots, secrets in memory and all it logs.</summary>
internal sealed class TestSandbox : IAsyncDisposable, ISecretResolver, ILogger<SlotSandbox>
{
    public const string SecretValue = "correct horse battery staple";
    private static int sandboxes;
    private readonly SlotSandbox sandbox;
    private readonly string mark;

    public TestSandbox(SandboxOptions? options = null)
    {
        options ??= new SandboxOptions { Slots = 2, CallsPerTenant = 2 };

        // A limit no other sandbox has stands in the command line of the slots, and tells them from those of tests that run meanwhile.
        options.MaxMemoryBytes += Interlocked.Increment(ref sandboxes) * WasmMemory.PageBytes;
        mark = $"--wasm-max-mem-pages={(options.MaxMemoryBytes / WasmMemory.PageBytes) + 512},";
        sandbox = new SlotSandbox(Options.Create(options), this, TimeProvider.System, this);
    }

    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>Runs a tool and returns its output, or the sentence of its failure.</summary>
    public async Task<string> TextAsync(SandboxedTool tool, string arguments = "{}", string tenant = "one")
    {
        var result = await RunAsync(tool, arguments, tenant: tenant);
        return result.Failure?.Message ?? Encoding.UTF8.GetString(result.Output.Span);
    }

    public Task<SandboxResult> RunAsync(SandboxedTool tool, string arguments = "{}", SandboxQuota? quota = null, string tenant = "one") =>
        sandbox.RunAsync(tool, tenant, Encoding.UTF8.GetBytes(arguments), quota ?? SandboxQuota.Default, TestContext.Current.CancellationToken);

    public Task<SandboxResult> RunUntilAsync(SandboxedTool tool, CancellationToken cancelled) =>
        sandbox.RunAsync(tool, "one", "{}"u8.ToArray(), SandboxQuota.Default, cancelled);

    /// <summary>The processes of its slots.</summary>
    public IReadOnlyList<int> Processes() =>
        [.. Process.GetProcesses().Select(p => p.Id).Where(id => CommandLine(id).Contains(mark, StringComparison.Ordinal)).Order()];

    public static SandboxedTool Script(string source, SandboxGrants? grants = null) =>
        new("script-tool", SandboxedToolKind.JavaScript, Encoding.UTF8.GetBytes(source), grants ?? SandboxGrants.None);

    public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken) =>
        reference == "secret://key" ? ValueTask.FromResult($"{SecretValue} of {tenant}") : throw new SecretNotFoundException(reference);

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{formatter(state, exception)} {exception}");

    private static string CommandLine(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
