using System.Text;
using System.Text.Json;
using McpPlatform.Tests.Architecture;

namespace McpPlatform.Tests.Guard.Detection;

/// <summary>A piece of data in a text, in bytes of UTF-8.</summary>
/// <param name="Kind">The id of the detector that should find it.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How long it is.</param>
internal sealed record LabelledSpan(string Kind, int Start, int Length)
{
    public int End => Start + Length;

    /// <summary>A secret may be found by any detector of secrets; all else by its own.</summary>
    public bool IsOf(string kind) => Kind == kind || (Kind.StartsWith("secret.", StringComparison.Ordinal) && kind.StartsWith("secret.", StringComparison.Ordinal));
}

/// <summary>A text of the corpus.</summary>
/// <param name="Label">What it is: <c>ticket.de</c>, <c>log</c>, <c>hard</c>…</param>
/// <param name="Text">The text.</param>
/// <param name="Spans">The data in it.</param>
internal sealed record LabelledText(string Label, string Text, IReadOnlyList<LabelledSpan> Spans)
{
    public byte[] Bytes { get; } = Encoding.UTF8.GetBytes(Text);
}

/// <summary>The labelled corpus: detectors are made and mended on the part <c>dev</c>; the part <c>held-out</c> is only counted.</summary>
internal static class LabelledCorpus
{
    public static IReadOnlyList<LabelledText> Read(string part) =>
        [.. File.ReadLines(Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Guard", "Detection", "Corpus", $"{part}.jsonl")).Select(Parse)];

    private static LabelledText Parse(string line) => JsonSerializer.Deserialize<LabelledText>(line, JsonSerializerOptions.Web)!;
}
