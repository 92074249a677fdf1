using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace McpPlatform.Worker;

/// <summary>What a Worker measures. Whoever composes the process adds the names to its providers.</summary>
public static class WorkerTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "McpPlatform.Worker";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Histogram<double> NodeSeconds { get; } = Meter.CreateHistogram<double>("mcpp.run.node.duration", "s", "Time a node took.");

    internal static Counter<long> Rows { get; } = Meter.CreateCounter<long>("mcpp.sync.rows", "{row}", "Rows read from sources.");

    internal static Counter<long> Bytes { get; } = Meter.CreateCounter<long>("mcpp.sync.bytes", "By", "Bytes of values moved.");

    internal static Counter<long> Redactions { get; } = Meter.CreateCounter<long>("mcpp.sync.redactions", "{finding}", "Pieces of sensitive data hidden in rows.");
}
