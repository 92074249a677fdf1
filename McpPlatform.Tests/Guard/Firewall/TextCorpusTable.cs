using System.Globalization;
using McpPlatform.Guard.Firewall;

namespace McpPlatform.Tests.Guard.Firewall;

/// <summary>The table of rates that <c>docs/security.md</c> shows: each group of texts in both parts, beside the words one would look for first.</summary>
internal static class TextCorpusTable
{
    public static IReadOnlyList<string> Rows()
    {
        var (tuning, heldOut) = (Look(TextCorpus.Attacks("tuning")), Look(TextCorpus.Attacks("held-out")));
        var (honest, honestHeldOut) = (Look(TextCorpus.Honest("tuning")), Look(TextCorpus.Honest("held-out")));
        return
        [
            Row("all attacks", tuning, heldOut),
            .. Grouped("kind", tuning, heldOut, t => t.Kind!),
            .. Grouped("form", tuning, heldOut, t => t.Form!),
            .. Grouped("language", tuning, heldOut, t => t.Language),
            Row("all honest", honest, honestHeldOut),
            Row("honest, looks like an attack", [.. honest.Where(t => t.Text.Hard)], [.. honestHeldOut.Where(t => t.Text.Hard)]),
        ];
    }

    /// <summary>How many of a hundred are at least so bad.</summary>
    public static double Rate(IReadOnlyList<CorpusText> texts, ThreatSeverity severity) => Rate(Look(texts), t => t.Worst >= severity);

    private static List<Seen> Look(IEnumerable<CorpusText> texts) => [.. texts.Select(text => new Seen(text, text.Look()))];

    private static IEnumerable<string> Grouped(string name, IReadOnlyList<Seen> tuning, IReadOnlyList<Seen> heldOut, Func<CorpusText, string> keyOf) =>
        from key in tuning.Concat(heldOut).Select(t => keyOf(t.Text)).Distinct().Order(StringComparer.Ordinal)
        select Row($"{name} {key}", [.. tuning.Where(t => keyOf(t.Text) == key)], [.. heldOut.Where(t => keyOf(t.Text) == key)]);

    private static string Row(string name, IReadOnlyList<Seen> tuning, IReadOnlyList<Seen> heldOut) => $"| {name} | {Cells(tuning)} | {Cells(heldOut)} | {Percent(heldOut, t => t.Text.LooksBadAtFirstSight())} |";

    private static string Cells(IReadOnlyList<Seen> texts) =>
        $"{texts.Count} | {Percent(texts, t => t.Worst == ThreatSeverity.Danger)} | {Percent(texts, t => t.Worst >= ThreatSeverity.Warning)}";

    private static string Percent(IReadOnlyList<Seen> texts, Func<Seen, bool> counts) => texts.Count == 0 ? "–" : Rate(texts, counts).ToString("0.0 '%'", CultureInfo.InvariantCulture);

    private static double Rate(IReadOnlyList<Seen> texts, Func<Seen, bool> counts) => 100.0 * texts.Count(counts) / texts.Count;

    private sealed record Seen(CorpusText Text, ThreatSeverity? Worst);
}
