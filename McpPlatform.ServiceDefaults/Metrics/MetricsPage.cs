using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace McpPlatform.ServiceDefaults.Metrics;

/// <summary>All metrics of the process as a page for Prometheus, made when it is asked for and at most once a second.</summary>
[ExportModes(ExportModes.Pull)]
public sealed class MetricsPage : BaseExporter<Metric>, IPullMetricExporter
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim making = new(1);
    private readonly TimeProvider time;
    private string page = "";
    private long made;

    /// <summary>An empty page; a meter provider fills it.</summary>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    public MetricsPage(TimeProvider? time = null) => this.time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public Func<int, bool>? Collect { get; set; }

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        var text = new PrometheusText();
        foreach (var metric in batch)
        {
            text.Add(metric);
        }

        page = text.ToString();
        return ExportResult.Success;
    }

    /// <summary>The page; empty while no provider measures.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        await making.WaitAsync(cancellationToken);
        try
        {
            if (made == 0 || time.GetElapsedTime(made) >= Lifetime)
            {
                Collect?.Invoke(Timeout.Infinite);
                made = time.GetTimestamp();
            }

            return page;
        }
        finally
        {
            making.Release();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            making.Dispose();
        }

        base.Dispose(disposing);
    }
}
