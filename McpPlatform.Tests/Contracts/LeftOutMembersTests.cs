using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Contracts;

/// <summary>A member that JSON leaves out has its default. Generated readers set every init-only member, those that were left out to nothing.</summary>
public sealed partial class LeftOutMembersTests
{
    [Fact]
    public void A_plan_of_required_members_alone_has_the_defaults_of_all_others()
    {
        var plan = JsonSerializer.Deserialize(
            """
            {"version":1,"name":"a","source":{"connection":"x"},"destination":{"connection":"y"},
             "streams":[{"name":"s","target":"t","syncMode":"full_refresh_overwrite"}]}
            """,
            ContractsJson.Default.PipelinePlan)!;
        plan.Request.ShouldBe("");
        plan.Schedule.ShouldBe(PlanSchedule.Manual);
        plan.Approvals.ShouldBeEmpty();
        plan.Metadata.Layout.ShouldBeEmpty();
        plan.Source.Options.ShouldBeEmpty();
        plan.Streams[0].PrimaryKey.ShouldBeEmpty();
        plan.Streams[0].SelectedFields.ShouldBeEmpty();
        plan.Streams[0].Transforms.ShouldBeEmpty();
    }

    [Fact]
    public void No_type_of_the_contracts_has_a_default_that_is_lost_so() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "McpPlatform.Contracts"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => LostDefault().Matches(File.ReadAllText(f)).Where(m => !m.Value.Contains("??", StringComparison.Ordinal)).Select(m => $"{Path.GetFileName(f)}: {m.Value}"))
            .ShouldBeEmpty("write 'init => field = value ?? DEFAULT' beside the default");

    [GeneratedRegex(@"\{ get; init; \} = [^;]+;")]
    private static partial Regex LostDefault();
}
