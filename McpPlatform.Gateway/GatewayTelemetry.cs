using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Usage;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;

namespace McpPlatform.Gateway;

/// <summary>What the Gateway measures: rate, errors and duration of calls. Tools are not told apart here, since there may be ten thousand; the audit does that.</summary>
public static class GatewayTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "McpPlatform.Gateway";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    private static readonly Histogram<double> CallSeconds = Meter.CreateHistogram(
        "mcpp.gateway.call.duration", "s", "Time a request of an agent took, from its arrival to its answer.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });

    private static readonly UpDownCounter<long> CallsActive = Meter.CreateUpDownCounter<long>("mcpp.gateway.calls.active", "{call}", "Requests of agents under way.");

    private static readonly Counter<long> LimitsReached = Meter.CreateCounter<long>(
        "mcpp.gateway.limits.reached", "{request}", "Requests refused because something was done often enough: key, address, tenant, tool, policy or quota.");

    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("mcpp.gateway.usage.bytes", "By", "Size of arguments and results.");

    private static readonly Counter<long> Tokens = Meter.CreateCounter<long>("mcpp.gateway.usage.tokens", "{token}", "Tokens of calls, stated by servers or estimated.");

    private static readonly Counter<double> CpuSeconds = Meter.CreateCounter<double>("mcpp.gateway.usage.cpu", "s", "Processor time of sandboxed tools.");

    private static readonly Counter<double> Cost = Meter.CreateCounter<double>("mcpp.gateway.usage.cost", "{unit}", "What calls cost, in the unit of the prices.");

    internal static void LimitReached(string limit) => LimitsReached.Add(1, new KeyValuePair<string, object?>("limit", limit));

    internal static void CallMetered(string tenant, in CallFigures figures, long bytes)
    {
        var label = new KeyValuePair<string, object?>("tenant", tenant);
        Bytes.Add(bytes, label);
        Add(Tokens, figures.Tokens + figures.EstimatedTokens, label);
        if (figures.Cpu > TimeSpan.Zero)
        {
            CpuSeconds.Add(figures.Cpu.TotalSeconds, label);
        }

        if (figures.CostMicros > 0)
        {
            Cost.Add(figures.CostMicros / 1_000_000.0, label);
        }
    }

    private static readonly Dictionary<string, int> NothingHidden = [];

    private static readonly Counter<long> Redactions = Meter.CreateCounter<long>("mcpp.gateway.redactions", "{finding}", "Pieces of sensitive data hidden from agents.");

    internal static void Redacted(string tenant, IReadOnlyDictionary<string, int>? hidden)
    {
        foreach (var (detector, count) in hidden ?? NothingHidden)
        {
            Redactions.Add(count, new KeyValuePair<string, object?>("detector", detector), new KeyValuePair<string, object?>("tenant", tenant));
        }
    }

    private static readonly Counter<long> Threats = Meter.CreateCounter<long>("mcpp.gateway.threats", "{threat}", "Threats that the firewall recognised in arguments and answers of calls.");

    internal static void ThreatFound(string tenant, string kind, string severity, string side) => Threats.Add(
        1, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("severity", severity), new KeyValuePair<string, object?>("in", side),
        new KeyValuePair<string, object?>("tenant", tenant));

    private static readonly Histogram<double> WaitSeconds = Meter.CreateHistogram<double>(
        "mcpp.gateway.queue.duration", "s", "Time a call waited for a place in the gateway or at a server; those that did not wait are not counted.");

    private static readonly Counter<long> CallsShed = Meter.CreateCounter<long>("mcpp.gateway.calls.shed", "{call}", "Calls refused since the gateway was over its means.");

    private static readonly Counter<long> CallsShared = Meter.CreateCounter<long>(
        "mcpp.gateway.calls.shared", "{call}", "Calls answered with an answer that was kept, or with that of the same call under way.");

    internal static void CallWaited(TimeSpan waited, string at) => WaitSeconds.Record(waited.TotalSeconds, new KeyValuePair<string, object?>("at", at));

    internal static void CallShed(string tenant, Priority priority) => CallsShed.Add(
        1, new KeyValuePair<string, object?>("tenant", tenant), new KeyValuePair<string, object?>("priority", priority == Priority.Low ? "low" : "normal"));

    internal static void CallShared(string tenant, string with) =>
        CallsShared.Add(1, new KeyValuePair<string, object?>("tenant", tenant), new KeyValuePair<string, object?>("with", with));

    internal static void CallBegan(string tenant) => CallsActive.Add(1, new KeyValuePair<string, object?>("tenant", tenant));

    internal static void CallEnded(in CallRecord record)
    {
        CallsActive.Add(-1, new KeyValuePair<string, object?>("tenant", record.TenantId));
        CallSeconds.Record(
            record.Duration.TotalSeconds,
            new KeyValuePair<string, object?>("method", Methods.IsKnown(record.Method) ? record.Method : "other"),
            new KeyValuePair<string, object?>("upstream", record.Upstream ?? ""),
            new KeyValuePair<string, object?>("outcome", OutcomeNames[(int)record.Outcome]),
            new KeyValuePair<string, object?>("tenant", record.TenantId));
    }

    private static void Add(Counter<long> counter, long count, KeyValuePair<string, object?> label)
    {
        if (count > 0)
        {
            counter.Add(count, label);
        }
    }

    private static readonly string[] OutcomeNames = [.. Enum.GetValues<Contracts.Api.CallOutcome>().Select(o => o.ToString())];
}
