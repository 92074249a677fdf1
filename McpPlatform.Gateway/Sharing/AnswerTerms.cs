using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Sharing;

/// <summary>Which calls may be answered with the answer of another, and for how long an answer is good for that.</summary>
internal static class AnswerTerms
{
    /// <summary>Whether another call may have, or may have had, the answer: the tool only reads, and its upstream's registration or its answers allow it.</summary>
    public static bool AllowSharing(Call call) =>
        call is { Method: Methods.ToolsCall, Offer: { Upstream: { } upstream, Item.ReadOnlyPin: not null } } && (upstream.Config.CacheFor > TimeSpan.Zero || upstream.SaysHowLong)
        && IsFirstRound(call);

    /// <summary>
    /// For how long an answer may be kept; nothing for not at all. What the server says of its own answer goes before what its registration says.
    /// Answers to a round that went on from another, those that ask, and errors are never kept (2026-07-28, Caching).
    /// </summary>
    public static TimeSpan Lifetime(Call call, Reply reply)
    {
        if (reply.Error is not null || call is not { Method: Methods.ToolsCall, Offer: { Upstream: { } upstream, Item.ReadOnlyPin: not null } })
        {
            return TimeSpan.Zero;
        }

        var lifetime = call.Hint.Lifetime ?? upstream.Config.CacheFor;
        return lifetime > TimeSpan.Zero && IsFirstRound(call) && !IsInterim(reply.Result) && !IsError(reply.Result) ? lifetime : TimeSpan.Zero;
    }

    /// <summary>Whether a result asks for another round.</summary>
    public static bool IsInterim(ReadOnlyMemory<byte> result) => JsonMembers.Text(result, "resultType"u8) is { } type && type != "complete";

    private static bool IsError(ReadOnlyMemory<byte> result) => JsonMembers.Find(result, "isError"u8).Span.SequenceEqual("true"u8);

    private static bool IsFirstRound(Call call) =>
        JsonMembers.Find(call.Request.Params, "inputResponses"u8).IsEmpty && JsonMembers.Find(call.Request.Params, "requestState"u8).IsEmpty;
}
