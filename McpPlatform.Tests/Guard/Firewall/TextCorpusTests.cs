using System.Text.RegularExpressions;
using McpPlatform.Guard.Firewall;
using McpPlatform.Tests.Architecture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Firewall;

/// <summary>Holds the rates of recognition and of false alarms, and that <c>docs/security.md</c> says them as they are.</summary>
public sealed partial class TextCorpusTests
{
    [Theory]
    [InlineData("tuning", 94, 98)]
    [InlineData("held-out", 92, 95)]
    public void Most_attacks_are_kept_back_and_nearly_all_are_told_of(string part, int kept, int told)
    {
        TextCorpusTable.Rate(TextCorpus.Attacks(part), ThreatSeverity.Danger).ShouldBeGreaterThanOrEqualTo(kept);
        TextCorpusTable.Rate(TextCorpus.Attacks(part), ThreatSeverity.Warning).ShouldBeGreaterThanOrEqualTo(told);
    }

    [Theory]
    [InlineData("tuning")]
    [InlineData("held-out")]
    public void Usual_texts_are_never_kept_back_and_those_that_look_like_attacks_seldom(string part)
    {
        var texts = TextCorpus.Honest(part);

        TextCorpusTable.Rate([.. texts.Where(t => !t.Hard)], ThreatSeverity.Danger).ShouldBe(0);
        TextCorpusTable.Rate([.. texts.Where(t => t.Hard)], ThreatSeverity.Danger).ShouldBeLessThanOrEqualTo(6);
    }

    [Fact]
    public void The_corpus_is_large_and_no_text_is_in_it_twice()
    {
        var attacks = TextCorpus.Attacks("tuning").Concat(TextCorpus.Attacks("held-out")).ToList();
        var honest = TextCorpus.Honest("tuning").Concat(TextCorpus.Honest("held-out")).ToList();

        attacks.Count.ShouldBeGreaterThanOrEqualTo(250);
        honest.Count.ShouldBeGreaterThanOrEqualTo(400);
        attacks.Concat(honest).GroupBy(t => t.Text, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ShouldBeEmpty();
    }

    [Fact]
    public void The_documentation_says_the_figures()
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "security.md"));

        Row().Matches(text).Select(m => m.Value).ShouldBe(TextCorpusTable.Rows());
    }

    [GeneratedRegex(@"^\| (all attacks|all honest|kind|form|language|honest,) ?.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
