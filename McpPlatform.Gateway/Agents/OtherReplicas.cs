using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Replicas;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Has requests served by the replica that holds their session or state. It is asked only where this gateway holds none of that name. A replica that
/// is dead holds nothing any more; where a request broke off there, the agent is told that nobody knows whether it was executed.
/// </summary>
internal sealed class OtherReplicas(OwnedNames names, ReplicaDirectory replicas, Forwarding forwarding, OpenStreams streams)
{
    private static readonly McpError Unknown = new(
        ErrorCodes.OutcomeUnknown, "The replica that had this request broke off. It is unknown whether the request was executed: find out before you send it again.");

    /// <summary>Has a request of a session served, if another replica holds that.</summary>
    /// <param name="by">Who sends it.</param>
    /// <param name="context">The request.</param>
    /// <param name="session">The session's id, as the agent says it.</param>
    /// <param name="body">The body, which was read; empty for none.</param>
    /// <param name="request">Id of the JSON-RPC request in it; empty for none.</param>
    /// <returns>Whether it was; else there is no such session.</returns>
    public ValueTask<bool> TryServeAsync(Principal by, HttpContext context, string session, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> request) =>
        replicas.HasOthers ? TryServeAsync(OwnedKind.Session, session, by, context, body, request) : ValueTask.FromResult(false);

    /// <summary>Has a modern request served that goes on with a call which waits at another replica.</summary>
    /// <returns>Whether it was; else this gateway can say as well as any what is wrong with its state.</returns>
    public ValueTask<bool> TryGoOnAsync(Principal by, HttpContext context, Envelope request, ReadOnlyMemory<byte> body) =>
        replicas.HasOthers && JsonMembers.Text(request.Params, "requestState"u8) is { } state
            ? TryServeAsync(OwnedKind.State, state, by, context, body, request.Id)
            : ValueTask.FromResult(false);

    private async ValueTask<bool> TryServeAsync(
        OwnedKind kind, string name, Principal by, HttpContext context, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> request)
    {
        // What was sent on once is not sent on again: the other replica would be as wrong about it as this one.
        if (Caller.Of(context).IsForwarded || names.OtherOwnerOf(kind, name) is not { } owner || replicas.Find(owner) is not { } replica)
        {
            return false;
        }

        using var over = new CancellationTokenSource();
        using var open = HttpMethods.IsGet(context.Request.Method) ? streams.Open(context, over.Cancel) : null;
        var end = await forwarding.SendAsync(by, context, body, replica, over.Token);
        if (end is ForwardEnd.NoAnswer or ForwardEnd.BetweenEvents or ForwardEnd.WithinAnswer)
        {
            await SayUnknownAsync(end, context, request);
        }

        return end != ForwardEnd.NotReached;
    }

    private static async Task SayUnknownAsync(ForwardEnd end, HttpContext context, ReadOnlyMemory<byte> request)
    {
        if (end == ForwardEnd.WithinAnswer)
        {
            context.Abort();
        }
        else if (end == ForwardEnd.NoAnswer)
        {
            await (request.IsEmpty
                ? HttpReply.RefuseAsync(context, StatusCodes.Status502BadGateway, Unknown)
                : HttpReply.WriteAsync(context, request, Reply.Of(Unknown)));
        }
        else if (!request.IsEmpty)
        {
            var events = new SseWriter(context.Response);
            events.Write(new Answer(request, Reply.Of(Unknown)).ToMessage());
            await events.FlushAsync(context.RequestAborted);
        }
    }
}
