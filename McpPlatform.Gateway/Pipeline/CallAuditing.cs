using System.Security.Cryptography;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Records every call, however it ends. A call for which there is no room in the audit is not executed.</summary>
internal sealed class CallAuditing(ICallAudit audit, CallOutcomes outcomes, TimeProvider time)
{
    /// <exception cref="McpErrorException">There is no room.</exception>
    public void Reserve()
    {
        if (!audit.TryReserve())
        {
            throw new McpErrorException(ErrorCodes.Overloaded, "The gateway cannot record more calls now, so it executes none. Try again later.");
        }
    }

    /// <summary>Records a call that has ended; without an answer, it was cancelled.</summary>
    public void Record(Call call, Reply? reply)
    {
        var record = ToRecord(call, reply, JsonMembers.Find(call.Request.Params, "arguments"u8));
        audit.Record(record);
        GatewayTelemetry.CallEnded(record);
        if (call is { Method: Methods.ToolsCall, Offer: { Upstream: { } upstream } offer } && record.Outcome is CallOutcome.Ok or CallOutcome.ToolError or CallOutcome.Failed)
        {
            outcomes.Note(call.By.Tenant, upstream.Name, offer.Item.Name, record.Outcome == CallOutcome.Ok);
        }
    }

    private CallRecord ToRecord(Call call, Reply? reply, ReadOnlyMemory<byte> arguments) => new()
    {
        TenantId = call.By.Tenant,
        At = call.Began,
        PrincipalId = call.By.Id,
        Protocol = call.Agent.Revision,
        Transport = call.Transport,
        Method = call.Method,
        Name = call.Name,
        Upstream = call.Offer?.Upstream?.Name,
        ArgumentsDigest = Digest(arguments),
        ArgumentBytes = arguments.Length,
        Allowed = call.Decision.Allowed,
        Rule = call.Decision.Rule,
        Tried = call.Decision.Tried,
        Attributes = call.Decision.Attributes,
        Outcome = OutcomeOf(call, reply),
        ErrorCode = reply?.Error?.Code,
        Duration = time.GetElapsedTime(call.Started),
        ResultBytes = reply?.Result.Length ?? 0,
        Redactions = call.Redactions,
        Threats = call.Threats,
        TraceId = call.TraceId,
        Figures = call.Figures,
    };

    private static ReadOnlyMemory<byte> Digest(ReadOnlyMemory<byte> arguments) => arguments.IsEmpty ? default : SHA256.HashData(arguments.Span);

    private static CallOutcome OutcomeOf(Call call, Reply? reply) => reply switch
    {
        null => CallOutcome.Cancelled,
        { Error: { } error } => OutcomeOf(error.Code),
        { Result: var result } when call.Method == Methods.ToolsCall && JsonMembers.Find(result, "isError"u8).Span.SequenceEqual("true"u8) => CallOutcome.ToolError,
        _ => CallOutcome.Ok,
    };

    private static CallOutcome OutcomeOf(int code) => code switch
    {
        ErrorCodes.Refused or ErrorCodes.TooMany or ErrorCodes.Overloaded or ErrorCodes.OverItsMeans => CallOutcome.Refused,
        ErrorCodes.UpstreamUnavailable or ErrorCodes.UpstreamTimeout or ErrorCodes.DeadlineExceeded or ErrorCodes.InternalError => CallOutcome.Failed,
        _ => CallOutcome.ProtocolError,
    };
}
