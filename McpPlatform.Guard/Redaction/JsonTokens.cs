using System.Text.Json;
using McpPlatform.Guard.Detection;

namespace McpPlatform.Guard.Redaction;

/// <summary>A part of a token of JSON that gives way.</summary>
/// <param name="Start">Where it begins in the text, in bytes.</param>
/// <param name="End">The first byte after it.</param>
/// <param name="Finding">The finding it belongs to, by its place in the list.</param>
/// <param name="IsNumber">Whether it is a whole number.</param>
internal readonly record struct JsonPiece(int Start, int End, int Finding, bool IsNumber);

/// <summary>
/// Fits findings in a text that is itself JSON to its tokens, so that the text stays JSON whatever is written in their place: parts of strings, cut at
/// no escape, and whole numbers. What stands between tokens is nothing to hide.
/// </summary>
internal sealed class JsonTokens
{
    private static readonly JsonReaderOptions Limits = new() { MaxDepth = 128 };
    private readonly List<JsonPiece> pieces = [];

    /// <summary>The pieces, in order.</summary>
    public List<JsonPiece> Pieces => pieces;

    /// <summary>Fits findings.</summary>
    /// <param name="text">The text.</param>
    /// <param name="findings">What was found in it, in order and without overlaps.</param>
    /// <returns>Whether the text is a JSON object or array; only then are there pieces.</returns>
    public bool TryFit(ReadOnlySpan<byte> text, ReadOnlySpan<Finding> findings)
    {
        pieces.Clear();
        if (text.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        try
        {
            Fit(text, findings);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Fit(ReadOnlySpan<byte> text, ReadOnlySpan<Finding> findings)
    {
        var reader = new Utf8JsonReader(text, Limits);
        var first = 0;
        while (reader.Read())
        {
            var isNumber = reader.TokenType == JsonTokenType.Number;
            if (!isNumber && reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            {
                continue;
            }

            var start = (int)reader.TokenStartIndex + (isNumber ? 0 : 1);
            var end = start + reader.ValueSpan.Length;
            while (first < findings.Length && findings[first].End <= start)
            {
                first++;
            }

            Fit(text, findings, first, start, end, isNumber);
        }
    }

    private void Fit(ReadOnlySpan<byte> text, ReadOnlySpan<Finding> findings, int first, int start, int end, bool isNumber)
    {
        var free = start;
        for (var at = first; at < findings.Length && findings[at].Start < end && free < end; at++)
        {
            var from = isNumber ? start : BeforeEscape(text, free, Math.Max(free, findings[at].Start));
            free = isNumber ? end : AfterEscape(text, from, Math.Min(end, findings[at].End));
            if (from < free)
            {
                pieces.Add(new JsonPiece(from, free, at, isNumber));
            }
        }
    }

    /// <summary>The place, or where the escape begins or ends that it lies in: a letter that is written as its number belongs to the data, a line break does not.</summary>
    private static int BeforeEscape(ReadOnlySpan<byte> text, int from, int place)
    {
        while (from < place)
        {
            var length = LengthAt(text, from);
            if (from + length > place)
            {
                return text[from + 1] == (byte)'u' ? from : from + length;
            }

            from += length;
        }

        return from;
    }

    private static int AfterEscape(ReadOnlySpan<byte> text, int from, int place)
    {
        while (from < place)
        {
            from += LengthAt(text, from);
        }

        return from;
    }

    private static int LengthAt(ReadOnlySpan<byte> text, int at) => text[at] != (byte)'\\' ? 1 : text[at + 1] == (byte)'u' ? 6 : 2;
}
