using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Planning;

public sealed class PlanSchemaTests
{
    private readonly SchemaOf schema =
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Planning", "pipeline-plan.schema.json")))!.AsObject());

    [Fact]
    public async Task Every_plan_of_the_corpus_fits_the_published_schema()
    {
        var plans = 0;
        foreach (var line in new[] { "moves.jsonl", "columns.jsonl", "schedules.jsonl" }.SelectMany(Corpus.Read))
        {
            var answer = await new PlanningBench().SayAsync(TestContext.Current.CancellationToken, Corpus.Turns(line));
            if (answer.Status == PlanAnswerStatus.Ready)
            {
                plans++;
                schema.Errors(JsonSerializer.SerializeToNode(answer.Plan, ContractsJson.Default.PipelinePlan)).ShouldBeEmpty();
            }
        }

        plans.ShouldBeGreaterThan(150);
    }

    [Theory]
    [InlineData("""{"extra":1}""")]
    [InlineData("""{"version":2}""")]
    [InlineData("""{"streams":[]}""")]
    [InlineData("""{"streams":[{"name":"a","target":"a","syncMode":"sometimes"}]}""")]
    [InlineData("""{"streams":[{"name":"a","target":"a","syncMode":"full_refresh_append","transforms":[{"kind":"explode","column":"a"}]}]}""")]
    [InlineData("""{"schedule":{"kind":"cron"}}""")]
    public void What_no_build_reads_the_schema_refuses(string change)
    {
        var plan = JsonNode.Parse("""{"version":1,"name":"p","source":{"connection":"a"},"destination":{"connection":"b"},"streams":[{"name":"a","target":"a","syncMode":"full_refresh_append"}]}""")!.AsObject();
        schema.Errors(plan).ShouldBeEmpty();
        foreach (var (key, value) in JsonNode.Parse(change)!.AsObject())
        {
            plan[key] = value!.DeepClone();
        }

        schema.Errors(plan).ShouldNotBeEmpty();
    }
}
