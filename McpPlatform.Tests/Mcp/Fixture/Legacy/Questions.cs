using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>What the server asked the client of a session, and waits for.</summary>
internal sealed class Questions
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> open = new();
    private int last;

    /// <summary>Asks on the stream of a request, and withdraws the question when the request is cancelled.</summary>
    public async Task<JsonElement> AskAsync(ResumableStream stream, InputRequest request, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref last);
        var answer = open[$"{id}"] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        stream.Append(Rpc.Request(id, request.Method, request.Params.DeepClone().AsObject()));
        try
        {
            return await answer.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            stream.Append(Rpc.Notification("notifications/cancelled", new JsonObject { ["requestId"] = id }));
            throw;
        }
        finally
        {
            open.TryRemove($"{id}", out _);
        }
    }

    /// <summary>Takes the client's answer.</summary>
    public void Take(RpcMessage response)
    {
        if (!open.TryRemove(response.Id!.Value.GetRawText(), out var question))
        {
            throw RpcException.InvalidRequest("That was not asked.");
        }

        if (response.Body.Member("result") is { } result)
        {
            question.TrySetResult(result);
        }
        else
        {
            question.TrySetException(new ToolFailure($"The client answered: {response.Body.Member("error")?.Text("message")}"));
        }
    }
}
