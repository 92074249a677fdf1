using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Detection;

/// <summary>A piece of sensitive data in a document.</summary>
/// <param name="Path">Where in JSON it lies (RFC 6901); empty for text.</param>
/// <param name="Finding">What it is; its place counts in the value at the path, without escapes.</param>
/// <param name="Data">The data itself.</param>
public sealed record LocatedFinding(string Path, Finding Finding, string Data);

/// <summary>Says what sensitive data a document holds: JSON value by value under its names, anything else as text. It is not for several threads at once.</summary>
/// <param name="detectors">What to look for.</param>
public sealed class DocumentScanner(DetectorSet detectors)
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 128 };
    private readonly TextScanner scanner = new(detectors);

    /// <summary>Scans one.</summary>
    /// <param name="document">A JSON object, array or string, or text, in UTF-8.</param>
    public IReadOnlyList<LocatedFinding> Scan(ReadOnlyMemory<byte> document)
    {
        var found = new List<LocatedFinding>();
        using var json = Parse(document);
        if (json is null)
        {
            Look(document.Span, "", "", found);
        }
        else
        {
            Walk(json.RootElement, "", "", found);
        }

        return found;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> document)
    {
        if (document.Span.TrimStart(" \t\r"u8) is not [(byte)'{' or (byte)'[' or (byte)'"', ..])
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(document, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Walk(JsonElement element, string path, string label, List<LocatedFinding> found)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WalkMembers(element, path, found);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Walk(item, $"{path}/{index++}", label, found);
                }

                break;
            case JsonValueKind.String or JsonValueKind.Number:
                Look(Encoding.UTF8.GetBytes(TextOf(element)), path, label, found);
                break;
        }
    }

    private void WalkMembers(JsonElement element, string path, List<LocatedFinding> found)
    {
        foreach (var member in element.EnumerateObject())
        {
            var inner = $"{path}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            Look(Encoding.UTF8.GetBytes(member.Name), inner, "", found);
            Walk(member.Value, inner, member.Name, found);
        }
    }

    private void Look(ReadOnlySpan<byte> text, string path, string label, List<LocatedFinding> found)
    {
        foreach (var finding in scanner.Scan(text, Encoding.UTF8.GetBytes(label)))
        {
            found.Add(new LocatedFinding(path, finding, Encoding.UTF8.GetString(text.Slice(finding.Start, finding.Length))));
        }
    }

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text, so it is looked at as it stands.
            return value.GetRawText();
        }
    }
}
