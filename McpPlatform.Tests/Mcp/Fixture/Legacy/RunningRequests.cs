using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>The requests of a session that are at work, whether or not their connection still stands.</summary>
internal sealed class RunningRequests
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new();
    private readonly ConcurrentDictionary<string, bool> usedIds = new();

    /// <summary>Takes an id into use; a client must never use it again.</summary>
    public bool Claim(JsonElement id) => usedIds.TryAdd(id.GetRawText(), true);

    /// <summary>Runs a request to its end, or until it is cancelled.</summary>
    public async Task RunAsync(JsonElement id, ResumableStream stream, Func<CancellationToken, Task<JsonObject>> work)
    {
        // Not disposed: who cancels may come just when the request is done.
        var cancel = running[id.GetRawText()] = new CancellationTokenSource();
        try
        {
            stream.Append(Rpc.Result(id, await work(cancel.Token)));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What was cancelled is not answered.
        }
        catch (Exception e)
        {
            stream.Append(Rpc.Error(id, e as RpcException ?? new RpcException(-32603, e.Message)));
        }
        finally
        {
            running.TryRemove(id.GetRawText(), out _);
            stream.Complete();
        }
    }

    public async Task CancelAsync(JsonElement id)
    {
        if (running.TryRemove(id.GetRawText(), out var cancel))
        {
            await cancel.CancelAsync();
        }
    }

    public Task CancelAllAsync() => Task.WhenAll(running.Values.Select(cancel => cancel.CancelAsync()));
}
