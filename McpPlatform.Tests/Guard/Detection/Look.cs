using System.Text;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Tests.Guard.Detection;

/// <summary>What the detectors of the platform find in a text.</summary>
internal static class Look
{
    /// <summary>The pieces that were found, as <c>kind:piece</c>.</summary>
    public static IReadOnlyList<string> At(string text, string label = "", DetectorSet? set = null)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var scanner = new TextScanner(set ?? DetectorSet.Default);
        return [.. scanner.Scan(bytes, Encoding.UTF8.GetBytes(label)).ToArray().Select(f => $"{f.Detector.Id}:{Encoding.UTF8.GetString(bytes.AsSpan(f.Start, f.Length))}")];
    }

    /// <summary>The pieces that one detector found when it looked alone.</summary>
    public static IReadOnlyList<string> For(Detector detector, string text, string label = "") =>
        [.. At(text, label, new DetectorSet([detector])).Select(f => f[(detector.Id.Length + 1)..])];
}
