using System.Globalization;
using System.Runtime.InteropServices;

namespace McpPlatform.Benchmarks.Measuring;

/// <summary>The machine that is measured on.</summary>
internal static class Machine
{
    public static string Describe()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1L << 30);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Processor()}, {Environment.ProcessorCount} cores, {memory} GB; {RuntimeInformation.OSDescription.Trim()}; {RuntimeInformation.FrameworkDescription}");
    }

    /// <summary>Processes that wanted to run in the last minute, ours among them; more than cores means that the figures were disturbed.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Most memory a process ever had, by the kernel's account.</summary>
    public static long PeakMegabytes(int process) => File.ReadLines($"/proc/{process}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024)
        .Single();

    private static string Processor() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
}
