using System.Diagnostics;
using System.Globalization;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>What the Gateway's process has used by a moment.</summary>
/// <param name="Cpu">Processor time.</param>
/// <param name="AllocatedBytes">What it allocated, collected or not.</param>
/// <param name="PausedSeconds">How long collections held it up.</param>
/// <param name="ResidentBytes">Memory it holds.</param>
internal sealed record GatewayReading(TimeSpan Cpu, double AllocatedBytes, double PausedSeconds, long ResidentBytes)
{
    /// <summary>Reads it from the kernel and from <c>/metrics</c>.</summary>
    public static async Task<GatewayReading> OfAsync(int process, HttpClient gateway)
    {
        var page = await gateway.GetStringAsync("/metrics");
        using var running = Process.GetProcessById(process);
        return new GatewayReading(
            running.TotalProcessorTime, Sum(page, "dotnet_gc_heap_total_allocated_bytes_total"), Sum(page, "dotnet_gc_pause_time_seconds_total"), running.WorkingSet64);
    }

    private static double Sum(string page, string name) => page.Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
