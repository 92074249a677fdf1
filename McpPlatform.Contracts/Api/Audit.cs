using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>One MCP call through the gateway, as the audit keeps it. Arguments and results themselves are not kept.</summary>
/// <param name="Chain">The chain it is part of: one for each start of a gateway.</param>
/// <param name="Number">Its place in the chain, 1 and on.</param>
/// <param name="At">When it began.</param>
/// <param name="Principal">Who called.</param>
/// <param name="Protocol">Revision of the protocol.</param>
/// <param name="Transport">How it came in.</param>
/// <param name="Method">Method of the protocol.</param>
/// <param name="ArgumentsDigest">SHA-256 of the arguments in hexadecimal; empty where there were none.</param>
/// <param name="ArgumentBytes">Size of the arguments.</param>
/// <param name="Allowed">Whether the policy let it through.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="DurationMicroseconds">How long it took.</param>
/// <param name="ResultBytes">Size of the result.</param>
/// <param name="Hash">Hash of the record and of the one before it in the chain, in hexadecimal.</param>
/// <param name="OnBehalfOf">For whom the caller said it acts; <see langword="null"/> for itself.</param>
/// <param name="Name">The tool, prompt or address, as the agent named it.</param>
/// <param name="Upstream">The upstream that answered.</param>
/// <param name="ErrorCode">Code of the error, where there was one.</param>
/// <param name="TraceId">Its trace.</param>
public sealed record AuditRecord(
    Guid Chain,
    long Number,
    DateTimeOffset At,
    string Principal,
    string Protocol,
    string Transport,
    string Method,
    string ArgumentsDigest,
    long ArgumentBytes,
    bool Allowed,
    string Rule,
    CallOutcome Outcome,
    long DurationMicroseconds,
    long ResultBytes,
    string Hash,
    string? OnBehalfOf = null,
    string? Name = null,
    string? Upstream = null,
    int? ErrorCode = null,
    string? TraceId = null)
{
    /// <summary>How many pieces of sensitive data were hidden from the caller.</summary>
    public int Redactions { get; init; }

    /// <summary>How many attacks were found in arguments and answer.</summary>
    public int Threats { get; init; }

    /// <summary>What would have been decided with the policies that were only tried; <see langword="null"/> where none of them could apply.</summary>
    public AuditTried? Tried { get; init; }

    /// <summary>SHA-256, in hexadecimal, of what is kept of what the policies were told; <see langword="null"/> where nothing was kept.</summary>
    public string? AttributesDigest { get; init; }

    /// <summary>
    /// What the policies were told, without personal data and secrets; <see langword="null"/> where nothing was kept, or its time is over.
    /// </summary>
    public JsonElement? Attributes { get; init; }
}

/// <summary>What would have been decided with policies that were only tried.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="By">The policies that would have decided, or the one whose permission was missing.</param>
public sealed record AuditTried(bool Allowed, IReadOnlyList<string> By);

/// <summary>How a call ended.</summary>
[JsonConverter(typeof(SnakeCaseEnum<CallOutcome>))]
public enum CallOutcome
{
    /// <summary>Well.</summary>
    Ok,

    /// <summary>The tool said that it failed.</summary>
    ToolError,

    /// <summary>It was answered with an error of the protocol.</summary>
    ProtocolError,

    /// <summary>A rule refused it.</summary>
    Refused,

    /// <summary>The caller took it back.</summary>
    Cancelled,

    /// <summary>No answer was had: an upstream was unreachable, too slow, or broke off.</summary>
    Failed,
}

/// <summary>Which records of calls are wanted; what is left out does not matter.</summary>
/// <param name="Principal">Only calls of this principal.</param>
/// <param name="Name">Only calls of this tool, prompt or address.</param>
/// <param name="Outcome">Only calls that ended so.</param>
/// <param name="From">Only calls that began then or later.</param>
/// <param name="To">Only calls that began before.</param>
public sealed record AuditFilter(
    string? Principal = null, string? Name = null, CallOutcome? Outcome = null, DateTimeOffset? From = null, DateTimeOffset? To = null)
{
    /// <summary>Only calls that were allowed, and would have been refused by the policies that were only tried.</summary>
    public bool WouldRefuse { get; init; }
}

/// <summary>What a verification of the audit found.</summary>
/// <param name="Whole">Whether nothing was found.</param>
/// <param name="Records">Records that were read and held.</param>
/// <param name="Chains">All chains, oldest first.</param>
/// <param name="EventLogFlaw">What is wrong with the event log, on which the chains are anchored; <see langword="null"/> when it is whole.</param>
public sealed record AuditVerification(bool Whole, long Records, IReadOnlyList<AuditChain> Chains, string? EventLogFlaw = null)
{
    /// <summary>What is wrong with what is kept of what policies were told; <see langword="null"/> when nothing is.</summary>
    public string? AttributesFlaw { get; init; }
}

/// <summary>What a verification found of one chain.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Records">Records that were read and held.</param>
/// <param name="Expired">Records that were dropped with their day, for which a digest stands.</param>
/// <param name="Last">Number of the last record that held.</param>
/// <param name="Hash">Hash at that record, in hexadecimal. Kept elsewhere, it proves later what the chain was now.</param>
/// <param name="Break">The first place where it does not hold; <see langword="null"/> when it does.</param>
public sealed record AuditChain(Guid Chain, long Records, long Expired, long Last, string Hash, AuditBreak? Break = null);

/// <summary>Where a chain does not hold.</summary>
/// <param name="Number">The first record concerned.</param>
/// <param name="Flaw">What was done.</param>
/// <param name="Message">One sentence.</param>
public sealed record AuditBreak(long Number, AuditFlaw Flaw, string Message);

/// <summary>What was done to a chain.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AuditFlaw>))]
public enum AuditFlaw
{
    /// <summary>A record is not what was written.</summary>
    Changed,

    /// <summary>A record is missing, and later ones are there.</summary>
    Missing,

    /// <summary>The newest records are missing.</summary>
    RemovedAtEnd,
}
