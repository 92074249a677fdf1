using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Architecture;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Poisoning;

/// <summary>Holds the rates of detection and of false alarms, and that <c>docs/security.md</c> says them as they are.</summary>
public sealed partial class PoisoningCorpusTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("development", 95, 97)]
    [InlineData("held-out", 80, 85)]
    public void Most_poisoned_definitions_are_quarantined_and_nearly_all_are_noticed(string part, int quarantined, int noticed)
    {
        var poisoned = PoisoningCorpus.Inspect(part, "poisoned");
        foreach (var missed in poisoned.Where(c => part == "development" && !c.IsAtLeast(DefinitionSeverity.Danger)))
        {
            output.WriteLine($"not quarantined: {missed.Family}/{missed.Name}: {Said(missed)}");
        }

        Rate(poisoned, DefinitionSeverity.Danger).ShouldBeGreaterThanOrEqualTo(quarantined);
        Rate(poisoned, DefinitionSeverity.Warning).ShouldBeGreaterThanOrEqualTo(noticed);
    }

    [Theory]
    [InlineData("development", 0, 4)]
    [InlineData("held-out", 1, 6)]
    public void Honest_definitions_are_hardly_ever_quarantined(string part, int quarantined, int warned)
    {
        var honest = PoisoningCorpus.Inspect(part, "honest");
        foreach (var alarm in honest.Where(c => part == "development" && c.IsAtLeast(DefinitionSeverity.Warning)))
        {
            output.WriteLine($"false alarm: {alarm.Family}/{alarm.Name}: {Said(alarm)}");
        }

        Rate(honest, DefinitionSeverity.Danger).ShouldBeLessThanOrEqualTo(quarantined);
        Rate(honest, DefinitionSeverity.Warning).ShouldBeLessThanOrEqualTo(warned);
    }

    [Fact]
    public void The_documentation_says_the_figures()
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "security.md"));
        var documented = Row().Matches(text).Select(m => m.Value).ToList();

        var measured = from part in new[] { "development", "held-out" } from label in new[] { "poisoned", "honest" } select Measured(part, label);

        documented.ShouldBe(measured);
    }

    [Fact]
    public void A_definition_is_inspected_in_milliseconds()
    {
        PoisoningCorpus.Inspect("held-out", "honest");
        var began = System.Environment.CpuUsage.TotalTime;
        var inspected = Enumerable.Range(0, 5).Sum(_ => PoisoningCorpus.Inspect("development", "honest").Count);
        var each = (System.Environment.CpuUsage.TotalTime - began) / inspected;

        output.WriteLine($"{each.TotalMicroseconds:0} µs of CPU a definition");
        each.ShouldBeLessThan(TimeSpan.FromMilliseconds(50), "other tests of the same process count too");
    }

    private static string Measured(string part, string label)
    {
        var cases = PoisoningCorpus.Inspect(part, label);
        return $"| {part} | {label} | {cases.Count} | {Percent(cases, DefinitionSeverity.Danger)} | {Percent(cases, DefinitionSeverity.Warning)} |";
    }

    private static string Percent(IReadOnlyList<InspectedCase> cases, DefinitionSeverity severity) =>
        Rate(cases, severity).ToString("0.0 '%'", CultureInfo.InvariantCulture);

    private static double Rate(IReadOnlyList<InspectedCase> cases, DefinitionSeverity severity) => 100.0 * cases.Count(c => c.IsAtLeast(severity)) / cases.Count;

    private static string Said(InspectedCase found) => string.Join(" ", found.Findings.Select(f => $"[{f.Severity} {f.Kind} {f.Where}]"));

    [GeneratedRegex(@"^\| (development|held-out) \| (poisoned|honest) \|.*\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
