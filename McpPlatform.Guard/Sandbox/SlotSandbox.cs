using System.Threading.Channels;
using McpPlatform.Core.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Sandbox;

/// <summary>The sandbox: a call takes a place, its slot runs it, and what comes of it is judged here.</summary>
internal sealed class SlotSandbox(IOptions<SandboxOptions> options, ISecretResolver secrets, TimeProvider time, ILogger<SlotSandbox> logger)
    : ISandbox, IAsyncDisposable
{
    private readonly CallQueue queue = new(options.Value, time, logger);
    private readonly HttpFunction http = new();

    public async Task<SandboxResult> RunAsync(
        SandboxedTool tool, string tenant, ReadOnlyMemory<byte> arguments, SandboxQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        ArgumentNullException.ThrowIfNull(quota);
        quota.Check(options.Value.MaxMemoryBytes);
        if (arguments.Length > SandboxedTool.MaxArgumentBytes)
        {
            return SandboxResult.Failed(
                SandboxFailureKind.ArgumentsTooLarge, $"The tool '{tool.Name}' takes at most {SandboxedTool.MaxArgumentBytes} bytes of arguments.");
        }

        return await RunAsync(Message("call", tool, tenant, quota), tool, tenant, arguments, quota, cancellationToken);
    }

    public async Task<SandboxFailure?> CheckAsync(SandboxedTool tool, string tenant, SandboxQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tool);
        ArgumentException.ThrowIfNullOrWhiteSpace(tenant);
        ArgumentNullException.ThrowIfNull(quota);
        quota.Check(options.Value.MaxMemoryBytes);
        return (await RunAsync(Message("check", tool, tenant, quota), tool, tenant, default, quota, cancellationToken)).Failure;
    }

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        http.Dispose();
    }

    private async Task<SandboxResult> RunAsync(
        HostMessage message, SandboxedTool tool, string tenant, ReadOnlyMemory<byte> arguments, SandboxQuota quota, CancellationToken cancellationToken)
    {
        try
        {
            return await RunInSlotAsync(message, tool, tenant, arguments, quota, cancellationToken);
        }
        catch (SandboxBusyException exception)
        {
            return SandboxResult.Failed(SandboxFailureKind.Busy, exception.Message);
        }
        catch (SandboxUnavailableException exception)
        {
            return SandboxResult.Failed(SandboxFailureKind.Unavailable, exception.Message);
        }
        catch (ChannelClosedException)
        {
            return SandboxResult.Failed(SandboxFailureKind.Unavailable, "The sandbox is stopping.");
        }
        catch (UnfitToolException exception)
        {
            return SandboxResult.Failed(exception.Kind, $"The tool '{tool.Name}' does not run. {exception.Message}");
        }
    }

    private async Task<SandboxResult> RunInSlotAsync(
        HostMessage message, SandboxedTool tool, string tenant, ReadOnlyMemory<byte> arguments, SandboxQuota quota, CancellationToken cancellationToken)
    {
        using var place = await queue.EnterAsync(tool, tenant, quota.Concurrency, cancellationToken);
        await using var host = new HostFunctions(tool, tenant, http, secrets, logger, cancellationToken);
        var outcome = await place.Slot.CallAsync(message, arguments, () => Code(tool, quota), host, quota, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (outcome.Message is null)
        {
            Log.SlotEnded(logger, place.Slot.Id, tool.Name, outcome.Killed, place.Slot.LastWords);
        }

        return new SlotVerdict(tool, quota, host).Of(outcome, place.Slot.LastWords);
    }

    // A module is kept with its limit of memory, so that both name it.
    private static HostMessage Message(string what, SandboxedTool tool, string tenant, SandboxQuota quota) => new(what)
    {
        Tool = tool.Kind == SandboxedToolKind.Wasm ? $"{tool.Digest}/{quota.MemoryBytes}" : tool.Digest,
        Kind = tool.Kind == SandboxedToolKind.Wasm ? "wasm" : "script",
        Tenant = tenant,
        Memory = quota.MemoryBytes,
        Output = quota.OutputBytes,
        Host = HostFunctions.Of(tool.Grants),
    };

    private static ReadOnlyMemory<byte> Code(SandboxedTool tool, SandboxQuota quota) =>
        tool.Kind == SandboxedToolKind.Wasm ? WasmMemory.Limit(tool.Code.Span, quota.MemoryBytes) : tool.Code;
}
