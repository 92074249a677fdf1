using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;

namespace McpPlatform.Tests.Store;

/// <summary>Records of calls for tests.</summary>
internal static class Calls
{
    public static DateTimeOffset Noon { get; } = new(DateTimeOffset.UtcNow.UtcDateTime.Date.AddHours(12), TimeSpan.Zero);

    public static CallRecord One(int n = 1, DateTimeOffset? at = null, string tenant = "default") => new()
    {
        TenantId = tenant, At = at ?? Noon.AddSeconds(n), PrincipalId = $"key:{n % 3}", Protocol = "2026-07-28", Transport = "streamable_http",
        Method = "tools/call", Name = $"tool-{n}", Upstream = "wiki", ArgumentsDigest = Enumerable.Repeat((byte)n, CallRecord.DigestBytes).ToArray(),
        ArgumentBytes = n, Allowed = true, Rule = "scope-read", Outcome = n % 2 == 0 ? CallOutcome.ToolError : CallOutcome.Ok,
        ErrorCode = n % 2 == 0 ? -32_000 : null, Duration = TimeSpan.FromMicroseconds(n), ResultBytes = 10 * n, TraceId = $"{n:x32}",
        Redactions = n % 2 == 0 ? 0 : n, Threats = n % 4 == 0 ? 1 : 0,
    };

    public static IReadOnlyList<ChainedCall> Chain(Guid chain, IEnumerable<CallRecord> calls) => Chain(CallChain.Begin(chain), calls);

    public static IReadOnlyList<ChainedCall> Chain(ChainHead head, IEnumerable<CallRecord> calls)
    {
        var chained = new List<ChainedCall>();
        foreach (var call in calls)
        {
            chained.Add(CallChain.Append(head, call));
            head = Head(chained);
        }

        return chained;
    }

    /// <summary>Appends records as one batch.</summary>
    public static Task AppendAsync(this ICallAuditStore audit, IReadOnlyList<ChainedCall> chain, CancellationToken cancellationToken)
    {
        var batch = audit.NewBatch();
        foreach (var call in chain)
        {
            batch.Add(call);
        }

        return audit.AppendAsync(batch, cancellationToken);
    }

    public static ChainHead Head(IReadOnlyList<ChainedCall> chained) => new(chained[^1].Chain, chained[^1].Number, chained[^1].Hash);
}
