using System.Text.Json;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class PlanningCommandTests
{
    private const string Words = "load airports.csv into the warehouse, replacing what is there";

    [Fact]
    public async Task A_plan_reads_as_sentences()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("plan", "load only Texas airports.csv into the warehouse every weekday, replacing what is there, please");
        result.Code.ShouldBe(0);
        result.Error.ShouldBeEmpty();
        result.Out.ShouldBe("""
            airports-to-warehouse: samples → warehouse

              airports.csv → airports   [Replace everything]
                Reads everything and replaces the target in one step.
                Takes “iata”, “name” and “state”.
                Keeps rows where “state” is “TX”.
                Replaces “name” by a hash; equal values stay equal.

              When:      Every weekday at 06:30, Europe/Berlin time.
              Changes:   New columns are added when the source changes.
              Delivery:  Every row arrives exactly once, also after a crash.
              Approval:  The table airports holds 120 rows that another tool wrote; they are replaced.

            Make it a pipeline:  mcpp apply --conversation 00000001-0000-0000-0000-000000000000
            Not understood, so without effect: “pretty please”.
            """);
    }

    [Fact]
    public async Task For_a_program_it_is_exactly_the_answer_of_the_api()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("plan", Words, "--json");
        var answer = JsonSerializer.Deserialize(result.Out, ContractsJson.Default.PlanAnswer)!;
        answer.Status.ShouldBe(PlanAnswerStatus.Ready);
        answer.PlanHash.ShouldBe(PlanHash.Of(answer.Plan!));
        JsonElement.DeepEquals(
            JsonDocument.Parse(result.Out).RootElement, JsonSerializer.SerializeToElement(answer, ContractsJson.Default.PlanAnswer)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_question_lists_its_choices_and_how_to_answer_and_exits_with_two()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("plan", "copy customers from my shop");
        result.Code.ShouldBe(2);
        result.Out.ShouldBe("""
            Where are the customers?   (source.connection)
              warehouse
              samples
              add                      Add a connection

            Answer:  mcpp answer 00000001-0000-0000-0000-000000000000 source.connection=…
            """);
    }

    [Theory]
    [InlineData("answer", "00000001-0000-0000-0000-000000000000", "source.connection=samples")]
    [InlineData("plan", "--conversation", "00000001-0000-0000-0000-000000000000", "--answer", "source.connection=samples")]
    public async Task An_answer_completes_the_plan(params string[] answer)
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("plan", "copy customers from my shop")).Code.ShouldBe(2);
        var result = await mcpp.RunAsync(answer);
        result.Code.ShouldBe(0);
        result.Out.ShouldContain("samples → warehouse");
    }

    [Fact]
    public async Task What_is_impossible_is_said_with_its_reason_and_exits_with_one()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("plan", "drop the airports table");
        result.Code.ShouldBe(1);
        result.Out.ShouldBe("This cannot be done as asked:\n  Pipelines move data; they never drop tables.");
    }

    [Fact]
    public async Task A_plan_is_applied_from_a_conversation_a_file_or_standard_input()
    {
        await using var mcpp = await McppRun.StartAsync();
        var planned = await mcpp.RunAsync("plan", Words, "--json");
        var answer = JsonSerializer.Deserialize(planned.Out, ContractsJson.Default.PlanAnswer)!;
        var file = Path.Combine(mcpp.Folder, "plan.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(answer.Plan, ContractsJson.Default.PipelinePlan!), TestContext.Current.CancellationToken);
        (await mcpp.RunAsync("apply", "--conversation", answer.ConversationId.ToString())).Out.ShouldContain("version 1 stands. Only when you start it.");
        (await mcpp.RunAsync("apply", file)).Out.ShouldContain("version 2 stands");
        (await mcpp.RunAsync(planned.Out, ["apply", "-"])).Out.ShouldContain("version 3 stands");
        (await mcpp.RunAsync("apply")).Error.ShouldBe("Name either a file with a plan or a --conversation.");
    }

    [Fact]
    public async Task A_plan_with_an_unknown_part_is_refused_in_one_sentence()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("""{"version":1,"name":"x","surprise":true}""", ["apply", "-"]);
        result.Code.ShouldBe(1);
        result.Error.ShouldStartWith("This is not the JSON that is expected here:");
        result.Error.ShouldContain("surprise");
        result.Error.ShouldNotContain('\n');
    }
}
