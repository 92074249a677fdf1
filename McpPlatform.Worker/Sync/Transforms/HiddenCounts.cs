using McpPlatform.Guard.Redaction;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>How much detectors hid in a stream's rows, by their id. Lanes of a stream share it; segments without findings do not touch it.</summary>
internal sealed class HiddenCounts
{
    private readonly Lock gate = new();
    private SortedDictionary<string, long> counts = new(StringComparer.Ordinal);

    /// <summary>Counts what was found in a segment.</summary>
    /// <param name="report">What was found.</param>
    public void Add(RedactionReport report)
    {
        if (report.Hidden.Count == 0)
        {
            return;
        }

        lock (gate)
        {
            foreach (var (detector, count) in report.Hidden)
            {
                counts[detector] = counts.GetValueOrDefault(detector) + count;
            }
        }

        foreach (var (detector, count) in report.Hidden)
        {
            WorkerTelemetry.Redactions.Add(count, new KeyValuePair<string, object?>("detector", detector));
        }
    }

    /// <summary>Hands over what was counted, and begins anew.</summary>
    public IReadOnlyDictionary<string, long> Take()
    {
        lock (gate)
        {
            var taken = counts;
            counts = new(StringComparer.Ordinal);
            return taken;
        }
    }
}
