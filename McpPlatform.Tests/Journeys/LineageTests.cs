using System.Text.Json;
using McpPlatform.Contracts.Api;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>Where every column comes from can be asked, and told to other programs.</summary>
[Collection(SharedPlatform.Name)]
public sealed class LineageTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_column_names_its_origin_and_what_happened_to_it()
    {
        await stage.AddDatabaseAsync("choir", "CREATE TABLE singers (id int PRIMARY KEY, name text, email text, age int); INSERT INTO singers VALUES (1, 'Ada', 'a@x', 30)");
        var plan = await stage.PlanAsync("copy singers from choir into the warehouse as choir_singers, rename name to full_name, hash email, cast age as text");
        var run = await stage.RunAsync(plan);

        var lineage = await stage.Client.LineageAsync("warehouse", "choir_singers", Cancel);
        lineage.Edges.ShouldAllBe(e => e.FromDataset == "choir/public.singers" && e.ToDataset == "warehouse/choir_singers" && e.RunId == run.Id);
        var edges = lineage.Edges.ToDictionary(e => e.ToColumn);
        edges.Keys.Order().ShouldBe(["age", "email", "full_name", "id"]);
        edges["full_name"].FromColumn.ShouldBe("name");
        edges["full_name"].Transforms.ShouldHaveSingleItem().ShouldContain("rename");
        edges["email"].Transforms.ShouldHaveSingleItem().ShouldContain("mask");
        edges["age"].Transforms.ShouldHaveSingleItem().ShouldContain("cast");
        edges["id"].Transforms.ShouldBeEmpty();
    }

    [Fact]
    public async Task Runs_are_told_as_open_lineage_events()
    {
        await stage.WriteInboxAsync("told.csv", "n\n1\n2\n");
        var run = await stage.RunAsync(await stage.PlanAsync("load told.csv from the inbox into the warehouse"));
        await stage.WriteInboxAsync("untold.csv", "n\n1\n");
        var wrong = await stage.PlanAsync("load untold.csv from the inbox into the warehouse");
        var pipeline = await stage.Client.ApplyPlanAsync(new ApplyPlan(wrong), Cancel);
        File.Delete(Path.Combine(stage.Stack.Inbox, "untold.csv"));
        var failed = await stage.Client.StartRunAsync(pipeline.Id, cancellationToken: Cancel);
        await stage.UntilAsync(failed.Id, RunState.WaitingForFix);
        await stage.Client.CancelRunAsync(failed.Id, Cancel);

        var events = (await File.ReadAllLinesAsync(Path.Combine(stage.Stack.DataFolder, "openlineage.jsonl"), Cancel))
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.ForEach(ShouldBeRunEvent);
        var mine = events.Where(e => e.GetProperty("run").GetProperty("runId").GetGuid() == run.Id).ToList();
        mine.Select(e => e.GetProperty("eventType").GetString()).ShouldBe(["START", "COMPLETE"]);
        var output = mine[1].GetProperty("outputs").EnumerateArray().ShouldHaveSingleItem();
        output.GetProperty("outputFacets").GetProperty("outputStatistics").GetProperty("rowCount").GetInt64().ShouldBe(2);
    }

    // The required fields of OpenLineage 2-0-2: RunEvent, Run, Job, Dataset and every facet.
    private static void ShouldBeRunEvent(JsonElement e)
    {
        e.GetProperty("eventType").GetString().ShouldBeOneOf("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER");
        e.GetProperty("eventTime").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        e.GetProperty("eventTime").GetString()!.ShouldEndWith("Z");
        e.GetProperty("run").GetProperty("runId").GetGuid().ShouldNotBe(Guid.Empty);
        ShouldBeNamed(e.GetProperty("job"));
        Uri.IsWellFormedUriString(e.GetProperty("producer").GetString(), UriKind.Absolute).ShouldBeTrue();
        e.GetProperty("schemaURL").GetString().ShouldBe("https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent");
        foreach (var dataset in e.GetProperty("inputs").EnumerateArray().Concat(e.GetProperty("outputs").EnumerateArray()))
        {
            ShouldBeNamed(dataset);
        }

        ShouldHaveWholeFacets(e);
    }

    private static void ShouldBeNamed(JsonElement e)
    {
        e.GetProperty("namespace").GetString().ShouldNotBeNullOrEmpty();
        e.GetProperty("name").GetString().ShouldNotBeNullOrEmpty();
    }

    private static void ShouldHaveWholeFacets(JsonElement e)
    {
        if (e.ValueKind == JsonValueKind.Array)
        {
            e.EnumerateArray().ToList().ForEach(ShouldHaveWholeFacets);
        }
        else if (e.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in e.EnumerateObject())
            {
                if (property.Name is "facets" or "inputFacets" or "outputFacets")
                {
                    foreach (var facet in property.Value.EnumerateObject())
                    {
                        Uri.IsWellFormedUriString(facet.Value.GetProperty("_producer").GetString(), UriKind.Absolute).ShouldBeTrue();
                        Uri.IsWellFormedUriString(facet.Value.GetProperty("_schemaURL").GetString(), UriKind.Absolute).ShouldBeTrue();
                    }
                }

                ShouldHaveWholeFacets(property.Value);
            }
        }
    }
}
