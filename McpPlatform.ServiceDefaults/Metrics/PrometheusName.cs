using OpenTelemetry.Metrics;

namespace McpPlatform.ServiceDefaults.Metrics;

/// <summary>Names as Prometheus has them: letters, digits and underscores, with the unit and, for counters, <c>total</c> at the end.</summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["By"] = "bytes", ["1"] = "ratio", ["%"] = "percent",
    };

    /// <summary>Name of a metric.</summary>
    public static string Of(Metric metric)
    {
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var name = WithEnding(Plain(metric.Name), UnitOf(metric.Unit, isCounter));
        return isCounter ? WithEnding(name, "total") : name;
    }

    /// <summary>Name of a label.</summary>
    public static string OfLabel(string key) => Plain(key);

    // Annotations such as {row} are no units, and a count is no ratio.
    private static string UnitOf(string unit, bool isCounter) => !Units.TryGetValue(unit, out var known) || (isCounter && unit == "1") ? "" : known;

    private static string WithEnding(string name, string ending) =>
        ending.Length == 0 || name.EndsWith($"_{ending}", StringComparison.Ordinal) ? name : $"{name}_{ending}";

    private static string Plain(string name)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        return plain.Length > 0 && char.IsAsciiDigit(plain[0]) ? $"_{plain}" : plain;
    }
}
