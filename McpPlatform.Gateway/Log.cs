using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway;

/// <summary>All log messages of the project. None takes a key, a token or a body.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed (trace {TraceId}).")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, string path, string traceId);

    [LoggerMessage(2, LogLevel.Warning, "Refused a request for host '{Host}' from origin '{Origin}'.")]
    public static partial void HostRefused(ILogger logger, string host, string origin);

    [LoggerMessage(3, LogLevel.Information, "Wrote the administrator's key to {Path}.")]
    public static partial void AdminKeyWritten(ILogger logger, string path);

    [LoggerMessage(4, LogLevel.Information, "The administrator's key in {Path} was new to the store and is registered now.")]
    public static partial void AdminKeyRegistered(ILogger logger, string path);

    [LoggerMessage(5, LogLevel.Error, "The MCP request '{Method}' failed (trace {TraceId}).")]
    public static partial void CallFailed(ILogger logger, Exception exception, string method, string traceId);

    [LoggerMessage(6, LogLevel.Error, "The MCP tool '{Tool}' failed (trace {TraceId}).")]
    public static partial void McpToolFailed(ILogger logger, Exception exception, string tool, string traceId);

    [LoggerMessage(7, LogLevel.Debug, "Closed {Count} idle MCP sessions.")]
    public static partial void McpSessionsClosed(ILogger logger, int count);

    [LoggerMessage(8, LogLevel.Warning, "The answer to an idempotent request could not be kept; sending it again will do it again.")]
    public static partial void AnswerNotKept(ILogger logger, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "The administrator's key in {Path} was revoked. Delete the file, and the next start makes a new one.")]
    public static partial void AdminKeyRevoked(ILogger logger, string path);

    [LoggerMessage(10, LogLevel.Warning, "The server '{Upstream}' offers '{Name}', which is left out: {Problem}.")]
    public static partial void DefinitionLeftOut(ILogger logger, string upstream, string name, string problem);

    [LoggerMessage(12, LogLevel.Warning, "The server '{Upstream}' sends what is no MCP message; that is left out: {Problem}")]
    public static partial void NoMessageOfUpstream(ILogger logger, string upstream, string problem);

    [LoggerMessage(13, LogLevel.Information, "The server '{Upstream}' runs as process {Process}.")]
    public static partial void UpstreamProcessStarted(ILogger logger, string upstream, int process);

    [LoggerMessage(14, LogLevel.Warning, "The server '{Upstream}', process {Process}, {Ending}. It said last: {LastWords}")]
    public static partial void UpstreamProcessEnded(ILogger logger, string upstream, int process, string ending, string lastWords);

    [LoggerMessage(15, LogLevel.Warning, "The server '{Upstream}' is left alone until it answers again: {Reason}")]
    public static partial void UpstreamDown(ILogger logger, string upstream, string reason);

    [LoggerMessage(16, LogLevel.Information, "The server '{Upstream}' answers again.")]
    public static partial void UpstreamUp(ILogger logger, string upstream);

    [LoggerMessage(17, LogLevel.Warning, "The file '{File}' of the upstream folder is not applied: {Problem}")]
    public static partial void UpstreamFileNotApplied(ILogger logger, string file, string problem);

    [LoggerMessage(18, LogLevel.Warning, "The upstream folder cannot be read and is tried again: {Reason}")]
    public static partial void UpstreamFolderUnreadable(ILogger logger, string reason);

    [LoggerMessage(19, LogLevel.Warning, "The key of an open WebSocket could not be checked; the socket was closed.")]
    public static partial void KeyUnchecked(ILogger logger, Exception exception);

    [LoggerMessage(26, LogLevel.Warning, "Tools of the server '{Upstream}' could not be reviewed; what was approved before stays, the rest waits: {Reason}")]
    public static partial void ToolsNotReviewed(ILogger logger, string upstream, string reason);

    [LoggerMessage(27, LogLevel.Warning, "How calls of tools went could not be stored, so searching knows less: {Reason}")]
    public static partial void OutcomesNotTold(ILogger logger, string reason);

    [LoggerMessage(28, LogLevel.Information, "The registry '{Registry}' lists {Count} servers that are not acceptable; they are left out.")]
    public static partial void FoundServersLeftOut(ILogger logger, string registry, int count);

    [LoggerMessage(20, LogLevel.Warning, "{Count} records of calls could not be stored and are tried again; {Waiting} more wait: {Reason}")]
    public static partial void AuditNotStored(ILogger logger, int count, int waiting, string reason);

    [LoggerMessage(21, LogLevel.Error, "The buffer of the call audit was full: {Refused} calls were refused and {Lost} records were lost. Audit:Buffer makes it larger.")]
    public static partial void AuditFull(ILogger logger, long refused, long lost);

    [LoggerMessage(22, LogLevel.Warning, "The head of the call audit, record {Number}, was not written into the event log and is tried again: {Reason}")]
    public static partial void AuditNotAnchored(ILogger logger, long number, string reason);

    [LoggerMessage(23, LogLevel.Critical, "The Gateway stops before all records of calls were stored: {Count} are lost.")]
    public static partial void AuditLeftUnstored(ILogger logger, int count);

    [LoggerMessage(24, LogLevel.Information, "Dropped the call audit of {Day} with its {Records} records; digests stay.")]
    public static partial void AuditDayDropped(ILogger logger, DateOnly day, long records);

    [LoggerMessage(26, LogLevel.Information, "Dropped what the call audit kept of what policies were told on {Day}; the records stay.")]
    public static partial void AuditAttributesDropped(ILogger logger, DateOnly day);

    [LoggerMessage(27, LogLevel.Error, "What policies were told of a call could not be written, so the audit does not keep it: {Reason}")]
    public static partial void AuditAttributesNotWritten(ILogger logger, string reason);

    [LoggerMessage(25, LogLevel.Warning, "Days of the call audit could not be prepared or dropped; tried again in a minute: {Reason}")]
    public static partial void AuditDaysNotKept(ILogger logger, string reason);

    [LoggerMessage(70, LogLevel.Warning, "Redis cannot be used, so this gateway keeps to its share of the limits, one of {Gateways}, until it answers: {Reason}")]
    public static partial void LimitsNotShared(ILogger logger, int gateways, string reason);

    [LoggerMessage(71, LogLevel.Information, "Redis answers; limits are shared among {Gateways} gateways.")]
    public static partial void LimitsSharedAgain(ILogger logger, int gateways);

    [LoggerMessage(72, LogLevel.Warning, "Quotas cannot be read; those known hold on, and what other gateways let through counts later: {Reason}")]
    public static partial void QuotasNotRead(ILogger logger, string reason);

    [LoggerMessage(73, LogLevel.Warning, "Old usage could not be forgotten; tried again in an hour: {Reason}")]
    public static partial void UsageNotForgotten(ILogger logger, string reason);

    [LoggerMessage(60, LogLevel.Information, "The issuer '{Issuer}' lists {Count} keys that can be used.")]
    public static partial void IssuerKeysRead(ILogger logger, string issuer, int count);

    [LoggerMessage(61, LogLevel.Warning, "The keys of the issuer '{Issuer}' could not be read; those known go on for a while: {Reason}")]
    public static partial void IssuerKeysNotRead(ILogger logger, string issuer, string reason);

    [LoggerMessage(63, LogLevel.Warning, "The new certificate in {Path} cannot be read, and the former one stays in use: {Reason}")]
    public static partial void CertificateNotRead(ILogger logger, string path, string reason);

    [LoggerMessage(62, LogLevel.Debug, "A token was refused: {Fault}. {Reason}")]
    public static partial void TokenRefused(ILogger logger, TokenFault fault, string reason);

    [LoggerMessage(64, LogLevel.Warning, "Threats in the {Side} of '{Method}' '{Name}' of the server '{Upstream}', {What}: {Threats}")]
    public static partial void ThreatsFound(ILogger logger, string side, string method, string name, string upstream, string what, string threats);

    [LoggerMessage(70, LogLevel.Information, "This gateway is replica {Id}; the others reach it at {Address}.")]
    public static partial void ReplicaPresent(ILogger logger, Guid id, Uri address);

    [LoggerMessage(71, LogLevel.Warning, "The replica {Id} cannot be reached at {Address}, so what it holds is taken for gone: {Reason}")]
    public static partial void ReplicaNotReached(ILogger logger, Guid id, Uri address, string reason);

    [LoggerMessage(72, LogLevel.Warning, "The replica {Id} at {Address} does not take the word of this gateway. Do their key files differ, their clocks by a minute, or was it replaced?")]
    public static partial void ReplicaRefused(ILogger logger, Guid id, Uri address);
}
