using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.Guard.Detection;
using McpPlatform.Tests.Architecture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

/// <summary>Holds precision and recall on the labelled corpus, and that <c>docs/security.md</c> says them as they are.</summary>
public sealed partial class DetectionCorpusTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("dev", 97, 96)]
    [InlineData("held-out", 95, 90)]
    public void Nearly_all_that_is_labelled_is_found_and_little_else(string part, int precision, int recall)
    {
        var texts = LabelledCorpus.Read(part);
        var scores = DetectionScore.Of(texts, Find);
        foreach (var row in Rows(part))
        {
            output.WriteLine(row);
        }

        (100 * scores[0].Precision).ShouldBeGreaterThanOrEqualTo(precision);
        (100 * scores[0].Recall).ShouldBeGreaterThanOrEqualTo(recall);
        (scores[0].Precision - DetectionScore.Of(texts, NaiveBaseline.Find)[0].Precision).ShouldBeGreaterThan(0.3);
        (scores[0].Recall - DetectionScore.Of(texts, NaiveBaseline.Find)[0].Recall).ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void The_corpus_is_large_and_half_of_it_is_without_data()
    {
        var all = LabelledCorpus.Read("dev").Concat(LabelledCorpus.Read("held-out")).ToList();

        all.Count.ShouldBeGreaterThanOrEqualTo(800);
        all.Count(t => t.Spans.Count == 0).ShouldBeGreaterThan(all.Count / 3);
        all.Select(t => t.Text).Distinct(StringComparer.Ordinal).Count().ShouldBe(all.Count);
        all.SelectMany(t => t.Spans).Select(s => s.Kind).Distinct().Order(StringComparer.Ordinal).ShouldBe(Detectors.All.Select(d => d.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Findings_are_in_order_and_never_overlap()
    {
        foreach (var text in LabelledCorpus.Read("dev").Concat(LabelledCorpus.Read("held-out")))
        {
            var found = Find(text);

            found.Zip(found.Skip(1)).ShouldAllBe(pair => pair.First.End <= pair.Second.Start);
        }
    }

    [Fact]
    public void The_documentation_says_the_figures()
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "security.md"));

        Row().Matches(text).Select(m => m.Value).ShouldBe(Rows("held-out"));
    }

    private static List<string> Rows(string part)
    {
        var texts = LabelledCorpus.Read(part);
        var naive = DetectionScore.Of(texts, NaiveBaseline.Find).ToDictionary(s => s.Kind);
        return [.. DetectionScore.Of(texts, Find).Select(s => $"| `{s.Kind}` | {s.Spans} | {Percent(s.Precision)} | {Percent(s.Recall)} | {Percent(naive[s.Kind].Precision)} | {Percent(naive[s.Kind].Recall)} |")];
    }

    private static IReadOnlyList<LabelledSpan> Find(LabelledText text) =>
        [.. new TextScanner(DetectorSet.Default).Scan(text.Bytes).ToArray().Select(f => new LabelledSpan(f.Detector.Id, f.Start, f.Length))];

    private static string Percent(double rate) => (100 * rate).ToString("0.0 '%'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\| `[a-z_.]+` \| \d+ \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
