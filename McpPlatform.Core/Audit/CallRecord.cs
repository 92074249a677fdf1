using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Usage;

namespace McpPlatform.Core.Audit;

/// <summary>
/// What the audit keeps of one MCP call. Arguments and results are not kept, only their sizes and a digest. A value, since each call makes one and
/// nothing but its bytes outlives the call.
/// </summary>
public readonly record struct CallRecord
{
    /// <summary>Length of a digest of arguments.</summary>
    public const int DigestBytes = 32;

    /// <summary>The tenant.</summary>
    public required string TenantId { get; init; }

    /// <summary>When the call began.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who called; the id of a principal.</summary>
    public required string PrincipalId { get; init; }

    /// <summary>For whom the caller says it acts; <see langword="null"/> for itself.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>Revision of the protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>How it came in.</summary>
    public required string Transport { get; init; }

    /// <summary>Method of the protocol.</summary>
    public required string Method { get; init; }

    /// <summary>The tool, prompt or address, as the agent named it.</summary>
    public string? Name { get; init; }

    /// <summary>The upstream that answers; <see langword="null"/> for the gateway itself.</summary>
    public string? Upstream { get; init; }

    /// <summary>SHA-256 of the arguments; empty where there are none.</summary>
    public ReadOnlyMemory<byte> ArgumentsDigest { get; init; }

    /// <summary>Size of the arguments.</summary>
    public long ArgumentBytes { get; init; }

    /// <summary>Whether the policy let it through.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The rule that decided.</summary>
    public required string Rule { get; init; }

    /// <summary>What would have been decided with the policies that are only tried; <see langword="null"/> where there are none that can apply.</summary>
    public TriedDecision? Tried { get; init; }

    /// <summary>What the policies were told, as long as the record is not stored; <see langword="null"/> where none was asked.</summary>
    public RequestAttributes? Attributes { get; init; }

    /// <summary>SHA-256 of what is kept of <see cref="Attributes"/>; empty where nothing is. It stays when the attributes themselves are dropped.</summary>
    public ReadOnlyMemory<byte> AttributesDigest { get; init; }

    /// <summary>What is kept of <see cref="Attributes"/>, a JSON object; <see langword="null"/> where nothing is, or its time is over.</summary>
    public string? AttributesJson { get; init; }

    /// <summary>How it ended.</summary>
    public required CallOutcome Outcome { get; init; }

    /// <summary>Code of the error, where there was one.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>How long it took; kept to the microsecond.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Size of the result.</summary>
    public long ResultBytes { get; init; }

    /// <summary>How many pieces of sensitive data were hidden from the caller.</summary>
    public int Redactions { get; init; }

    /// <summary>How many attacks were found in arguments and answer.</summary>
    public int Threats { get; init; }

    /// <summary>Its trace.</summary>
    public string? TraceId { get; init; }

    /// <summary>What the meter counts of it; the audit itself does not keep that.</summary>
    public CallFigures Figures { get; init; }
}

/// <summary>A record with its place in a chain.</summary>
/// <param name="Chain">The chain: one for each start of a gateway.</param>
/// <param name="Number">Its place, 1 and on.</param>
/// <param name="Call">The record.</param>
/// <param name="Hash">SHA-256 of the hash before it and of the record.</param>
public readonly record struct ChainedCall(Guid Chain, long Number, CallRecord Call, byte[] Hash)
{
    /// <summary>How far the chain has come with it.</summary>
    public ChainHead Head => new(Chain, Number, Hash);
}

/// <summary>How far a chain has come.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Number">Number of its last record; 0 before the first.</param>
/// <param name="Hash">Hash at that record.</param>
public readonly record struct ChainHead(Guid Chain, long Number, ReadOnlyMemory<byte> Hash);
