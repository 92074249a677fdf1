using System.Text;

namespace McpPlatform.Guard.Detection;

/// <summary>Runs the detectors that an installation has defined, line by line. Without any, a scan costs nothing here.</summary>
internal sealed class CustomPatterns(IReadOnlyList<CustomDetector> detectors)
{
    private char[] letters = [];
    private int[] places = [];

    public void Scan(in Surroundings around)
    {
        if (detectors.Count == 0)
        {
            return;
        }

        var start = 0;
        foreach (var line in around.Text.Split((byte)'\n'))
        {
            start = line.Start.Value;
            ScanLine(around, start, Decode(around.Text[line]));
        }
    }

    private void ScanLine(in Surroundings around, int start, ReadOnlySpan<char> line)
    {
        foreach (var custom in detectors)
        {
            foreach (var match in custom.Pattern.EnumerateMatches(line))
            {
                var at = start + places[match.Index];
                if (match.Length > 0 && (custom.Near.IsEmpty || around.Speak(at, custom.Near, custom.Detector)))
                {
                    around.Found.Add(at, start + places[match.Index + match.Length], custom.Detector, Confidence.High);
                }
            }
        }
    }

    // Each char with the byte it comes from: bytes that are no UTF-8 take the place of one sign each.
    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> line)
    {
        if (letters.Length < line.Length)
        {
            (letters, places) = (new char[line.Length * 2], new int[(line.Length * 2) + 1]);
        }

        var count = 0;
        for (var at = 0; at < line.Length;)
        {
            Rune.DecodeFromUtf8(line[at..], out var rune, out var length);
            var chars = rune.EncodeToUtf16(letters.AsSpan(count));
            places.AsSpan(count, chars).Fill(at);
            (count, at) = (count + chars, at + length);
        }

        places = places.Length == 0 ? new int[1] : places;
        places[count] = line.Length;
        return letters.AsSpan(0, count);
    }
}
