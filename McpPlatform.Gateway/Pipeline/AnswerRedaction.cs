using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Hides personal data and secrets in all that an agent hears of a call: in its answer here, in what is told and asked before it by
/// <see cref="RedactedStream"/>. An answer that holds what may not be given out at all is not given.
/// </summary>
internal sealed class AnswerRedaction(MessageRedaction messages)
{
    /// <summary>Stands between the call and its agent from now on.</summary>
    public void Watch(Call call) => call.Stream = new RedactedStream(call, messages);

    /// <summary>The answer without what has to be hidden; the very same where there is nothing of it.</summary>
    public Reply Redact(Call call, Reply reply)
    {
        if (reply.Error is { } error)
        {
            return reply with { Error = Redact(call, error) };
        }

        if (call.Method is not (Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead or Methods.Complete))
        {
            return reply;
        }

        return messages.Redact(call, reply.Result, AnswerTexts.Result) switch
        {
            { Blocked: { } kind } when call.Method == Methods.ToolsCall => Reply.Of(ToolResults.Error(call.Agent.Era, kind.Refusal("answer"))),
            { Blocked: { } kind } => Reply.Of(new McpError(ErrorCodes.Refused, kind.Refusal("answer"))),
            { Hidden: null } => reply,
            var redacted => reply with { Result = WithCounts(redacted) },
        };
    }

    /// <summary>The error without what has to be hidden.</summary>
    public McpError Redact(Call call, McpError error) => messages.Redact(call, error);

    private static ReadOnlyMemory<byte> WithCounts(Redacted redacted) => MessageWriter.WithMeta(
        redacted.Json, static members => members.Is("mcp-platform/redacted"u8), writer =>
        {
            writer.WriteStartObject("mcp-platform/redacted"u8);
            foreach (var (detector, count) in redacted.Hidden!)
            {
                writer.WriteNumber(detector, count);
            }

            writer.WriteEndObject();
        });
}
