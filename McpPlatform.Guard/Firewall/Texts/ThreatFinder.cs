using System.Text.Json;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>A threat in a document.</summary>
/// <param name="Path">Where in JSON it lies (RFC 6901); empty for text.</param>
/// <param name="Threat">What it is; its place counts in the value at the path, without escapes.</param>
public readonly record struct LocatedThreat(string Path, Threat Threat);

/// <summary>Which texts of a JSON document count.</summary>
public enum DocumentTexts
{
    /// <summary>All strings, names of members among them.</summary>
    All,

    /// <summary>Those of an answer that a model reads: texts, titles and descriptions of its content, contents and messages, and all of <c>structuredContent</c>.</summary>
    OfAnswer,
}

/// <summary>Finds threats in documents, string by string where they are JSON. It is not for several threads at once.</summary>
public sealed class ThreatFinder
{
    private const int MostFindings = 100;
    private static readonly JsonReaderOptions Limits = new() { MaxDepth = 128 };

    [ThreadStatic]
    private static ThreatFinder? ofThread;

    private readonly ThreatScanner scanner = new();
    private readonly JsonPlace place = new();
    private readonly List<LocatedThreat> found = [];
    private byte[] plain = new byte[4_096];

    /// <summary>The one of the current thread; it must not be kept across an await.</summary>
    public static ThreatFinder OfThread => ofThread ??= new ThreatFinder();

    /// <summary>Looks at a JSON document, or at text.</summary>
    /// <param name="document">The document, in UTF-8.</param>
    /// <param name="texts">Which texts of it count, where it is JSON.</param>
    /// <returns>What was found, at most 100; the same list each time, good until the next document. A clean document costs no allocation.</returns>
    public IReadOnlyList<LocatedThreat> Find(ReadOnlySpan<byte> document, DocumentTexts texts = DocumentTexts.All)
    {
        found.Clear();
        if (ThreatScanner.IsClean(document))
        {
            return found;
        }

        if (document.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[' or (byte)'"', ..] || !TryWalk(document, texts))
        {
            found.Clear();
            Look(document, document, isText: true);
        }

        return found;
    }

    /// <summary>The text at a place of a JSON document, or the name of the member there.</summary>
    /// <param name="json">The document.</param>
    /// <param name="path">The place (RFC 6901).</param>
    public static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> json, string path)
    {
        var reader = new Utf8JsonReader(json, Limits);
        var place = new JsonPlace();
        while (reader.Read())
        {
            place.Move(ref reader);
            if (reader.TokenType == JsonTokenType.String && place.Pointer(json) == path)
            {
                return System.Text.Encoding.UTF8.GetBytes(reader.GetString()!);
            }
        }

        return default;
    }

    private bool TryWalk(ReadOnlySpan<byte> json, DocumentTexts texts)
    {
        try
        {
            var reader = new Utf8JsonReader(json, Limits);
            for (place.Clear(); reader.Read();)
            {
                place.Move(ref reader);
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && (texts == DocumentTexts.All || IsOfAnswer(json)))
                {
                    Look(TextOf(ref reader), json, isText: false);
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool IsOfAnswer(ReadOnlySpan<byte> json)
    {
        var top = place.Name(json, 1);
        return top.SequenceEqual("structuredContent"u8) || top.SequenceEqual("description"u8)
            || ((top.SequenceEqual("content"u8) || top.SequenceEqual("contents"u8) || top.SequenceEqual("messages"u8))
                && place.Name(json, place.Depth) is var name && (name.SequenceEqual("text"u8) || name.SequenceEqual("title"u8) || name.SequenceEqual("description"u8)));
    }

    private void Look(ReadOnlySpan<byte> text, ReadOnlySpan<byte> document, bool isText)
    {
        var threats = scanner.Scan(text);
        if (threats.IsEmpty)
        {
            return;
        }

        var path = isText ? "" : place.Pointer(document);
        foreach (var threat in threats)
        {
            if (found.Count < MostFindings)
            {
                found.Add(new LocatedThreat(path, threat));
            }
        }
    }

    private ReadOnlySpan<byte> TextOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        if (plain.Length < reader.ValueSpan.Length)
        {
            plain = new byte[reader.ValueSpan.Length];
        }

        try
        {
            return plain.AsSpan(0, reader.CopyString(plain));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text, so it is looked at as it stands.
            return reader.ValueSpan;
        }
    }
}
