using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Sandbox;

/// <summary>
/// Where calls wait: for other calls of the tool, for other calls of the tenant, and for a slot, in this order, so that a call that waits holds
/// nothing that others want.
/// </summary>
internal sealed class CallQueue(SandboxOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly SlotPool pool = new(options, time, logger);
    private readonly CallGates tools = new();
    private readonly CallGates tenants = new();
    private int waiting;

    /// <summary>Waits for a slot.</summary>
    /// <exception cref="SandboxBusyException">Too many wait, or none became free in time.</exception>
    /// <exception cref="SandboxUnavailableException">This machine runs no slots.</exception>
    public async Task<CallPlace> EnterAsync(SandboxedTool tool, string tenant, int concurrency, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.QueueTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return Interlocked.Increment(ref waiting) <= options.MaxWaitingCalls
                ? await PassAsync(tool, tenant, concurrency, either.Token)
                : throw new SandboxBusyException($"{options.MaxWaitingCalls} calls of sandboxed tools wait already. Try again later.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw pool.StartFailure is { } failure ? new SandboxUnavailableException(failure) : new SandboxBusyException(
                $"The tool '{tool.Name}' found no free slot within {options.QueueTimeout.TotalSeconds:0.#} s. Try again later.");
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private async Task<CallPlace> PassAsync(SandboxedTool tool, string tenant, int concurrency, CancellationToken cancellationToken)
    {
        IDisposable? ofTool = null, ofTenant = null;
        try
        {
            ofTool = await tools.EnterAsync($"{tenant}/{tool.Digest}", concurrency, cancellationToken);
            ofTenant = await tenants.EnterAsync(tenant, options.CallsPerTenant, cancellationToken);
            return new CallPlace(pool, await pool.TakeAsync(cancellationToken), ofTool, ofTenant);
        }
        catch
        {
            ofTenant?.Dispose();
            ofTool?.Dispose();
            throw;
        }
    }
}

/// <summary>The slot a call runs in; disposing it lets the next ones in.</summary>
internal sealed class CallPlace(SlotPool pool, Slot slot, IDisposable ofTool, IDisposable ofTenant) : IDisposable
{
    public Slot Slot => slot;

    public void Dispose()
    {
        pool.Return(slot);
        ofTenant.Dispose();
        ofTool.Dispose();
    }
}
