using System.Text;

namespace McpPlatform.Guard.Detection;

/// <summary>Runs the detectors that an installation has defined. Without any, a scan costs nothing here.</summary>
internal sealed class CustomPatterns(IReadOnlyList<CustomDetector> detectors)
{
    public void Scan(in Surroundings around, FindingList found)
    {
        if (detectors.Count == 0)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(around.Text);
        var isAscii = text.Length == around.Text.Length;
        foreach (var custom in detectors)
        {
            foreach (var match in custom.Pattern.EnumerateMatches(text))
            {
                var start = isAscii ? match.Index : Encoding.UTF8.GetByteCount(text.AsSpan(0, match.Index));
                var length = isAscii ? match.Length : Encoding.UTF8.GetByteCount(text.AsSpan(match.Index, match.Length));
                if (custom.Near.IsEmpty || around.Speak(start, custom.Near))
                {
                    found.Add(start, start + length, custom.Detector, Confidence.High);
                }
            }
        }
    }
}
