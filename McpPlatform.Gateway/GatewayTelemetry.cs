using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpPlatform.Core.Audit;
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

    internal static void CallEnded(CallRecord record)
    {
        CallsActive.Add(-1, new KeyValuePair<string, object?>("tenant", record.TenantId));
        CallSeconds.Record(
            record.Duration.TotalSeconds,
            new KeyValuePair<string, object?>("method", Methods.IsKnown(record.Method) ? record.Method : "other"),
            new KeyValuePair<string, object?>("upstream", record.Upstream ?? ""),
            new KeyValuePair<string, object?>("outcome", OutcomeNames[(int)record.Outcome]),
            new KeyValuePair<string, object?>("tenant", record.TenantId));
    }

    private static readonly string[] OutcomeNames = [.. Enum.GetValues<Contracts.Api.CallOutcome>().Select(o => o.ToString())];
}
