using McpPlatform.Guard.Schemas;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Schemas;

/// <summary>The official suite's judgement, file by file.</summary>
public sealed class OfficialSuiteTests(ITestOutputHelper output)
{
    private const string Latest = "draft2020-12";

    public static TheoryData<string> Required => [.. OfficialSuite.Files(Latest).Where(f => !f.StartsWith("optional/", StringComparison.Ordinal)).DefaultIfEmpty("(none)")];

    public static TheoryData<string> Optional => [.. OfficialSuite.Files(Latest).Where(f => f.StartsWith("optional/", StringComparison.Ordinal)).DefaultIfEmpty("(none)")];

    public static TheoryData<string, string> Earlier
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var edition in new[] { "draft2019-09", "draft7" })
            {
                foreach (var file in OfficialSuite.Files(edition).Where(f => !f.StartsWith("optional/", StringComparison.Ordinal)).DefaultIfEmpty("(none)"))
                {
                    data.Add(edition, file);
                }
            }

            return data;
        }
    }

    [Fact]
    public void The_suite_is_installed() => OfficialSuite.IsInstalled.ShouldBeTrue(
        "The JSON Schema Test Suite is missing. Debian: apt-get install libtest-json-schema-acceptance-perl. Elsewhere: JSON_SCHEMA_TEST_SUITE names a checkout of it.");

    [Theory]
    [MemberData(nameof(Required))]
    public void Every_required_case_of_2020_12_passes(string file) => Judge(Latest, file, new JsonSchemaOptions());

    [Theory]
    [MemberData(nameof(Optional))]
    public void Every_optional_case_of_2020_12_passes(string file) => Judge(Latest, file, new JsonSchemaOptions { AssertFormats = true });

    [Theory]
    [MemberData(nameof(Earlier))]
    public void Every_required_case_of_earlier_editions_passes(string edition, string file) => Judge(edition, file, new JsonSchemaOptions());

    private void Judge(string edition, string file, JsonSchemaOptions options)
    {
        var cases = OfficialSuite.Cases(edition, file).ToList();
        var misjudged = cases.Select(c => (c.Name, Verdict: VerdictOn(c, options with { Documents = OfficialSuite.Remotes }))).Where(v => v.Verdict is not null).ToList();
        output.WriteLine($"{file}: {cases.Count - misjudged.Count} of {cases.Count}");
        misjudged.Select(m => $"{m.Name}: {m.Verdict}").ShouldBeEmpty();
    }

    private static string? VerdictOn(SuiteCase suiteCase, JsonSchemaOptions options)
    {
        try
        {
            var violations = JsonSchema.Compile(suiteCase.Schema, options).Validate(suiteCase.Data);
            return (violations.Count == 0) == suiteCase.Valid ? null
                : suiteCase.Valid ? $"should be valid. {violations[0].Message}" : "should not be valid";
        }
        catch (JsonSchemaException exception)
        {
            return exception.Message;
        }
    }
}
