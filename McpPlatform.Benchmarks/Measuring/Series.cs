using System.Globalization;

namespace McpPlatform.Benchmarks.Measuring;

/// <summary>Figures of one thing measured several times.</summary>
public sealed record Series(string Name, IReadOnlyList<double> Values)
{
    public double Median
    {
        get
        {
            var sorted = Values.Order().ToArray();
            var middle = sorted.Length / 2;
            return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }

    public string Describe(string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Median:0.00} {unit} ({Values.Min():0.00}–{Values.Max():0.00})");
}
