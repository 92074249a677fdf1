namespace McpPlatform.Tests.Guard.Detection;

/// <summary>
/// How well something finds what is labelled. A span counts as found only when all of it is covered by findings of its kind; a finding counts as right
/// when it touches a span of its kind.
/// </summary>
internal sealed record DetectionScore(string Kind, int Spans, int Covered, int Findings, int Right)
{
    public double Precision => Findings == 0 ? 1 : (double)Right / Findings;

    public double Recall => Spans == 0 ? 1 : (double)Covered / Spans;

    /// <summary>The score of all kinds, then that of each.</summary>
    public static IReadOnlyList<DetectionScore> Of(IReadOnlyList<LabelledText> texts, Func<LabelledText, IReadOnlyList<LabelledSpan>> find)
    {
        var marked = texts.Select(t => (t.Spans, Found: find(t))).ToList();
        var all = (from text in marked from span in text.Spans select (span.Kind, IsCovered: IsCovered(span, text.Found))).ToList();
        var found = (from text in marked from finding in text.Found select (finding.Kind, IsRight: text.Spans.Any(s => s.IsOf(finding.Kind) && Touch(s, finding)))).ToList();
        var kinds = all.Select(s => s.Kind).Concat(found.Select(f => f.Kind)).Distinct().Order(StringComparer.Ordinal);
        return [Of("all", _ => true), .. kinds.Select(kind => Of(kind, k => k == kind))];

        DetectionScore Of(string kind, Func<string, bool> isOf) => new(
            kind, all.Count(s => isOf(s.Kind)), all.Count(s => isOf(s.Kind) && s.IsCovered), found.Count(f => isOf(f.Kind)), found.Count(f => isOf(f.Kind) && f.IsRight));
    }

    public static bool IsCovered(LabelledSpan span, IReadOnlyList<LabelledSpan> found) => Enumerable.Range(span.Start, span.Length)
        .All(at => found.Any(f => span.IsOf(f.Kind) && f.Start <= at && at < f.End));

    public static bool Touch(LabelledSpan one, LabelledSpan other) => one.Start < other.End && other.Start < one.End;
}
