using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Contracts;

public sealed class PlanJsonTests
{
    private const string Plan = """
        {
          "version": 1, "name": "airports", "request": "load airports",
          "source": {"connection": "samples", "options": {"delimiter": ";"}},
          "destination": {"connection": "warehouse"},
          "streams": [{
            "name": "airports.csv", "target": "public.airports", "syncMode": "full_refresh_overwrite", "selectedFields": ["iata"],
            "transforms": [
              {"kind": "rename", "from": "iata", "to": "code"},
              {"kind": "cast", "column": "code", "type": "numeric(10,2)"},
              {"kind": "mask", "column": "code", "method": "partial"},
              {"kind": "mask", "method": "detect"},
              {"column": "code", "op": "in", "value": ["a", 1, true], "kind": "filter"},
              {"kind": "filter", "column": "code", "op": "is_not_null"}]
          }],
          "schedule": {"kind": "cron", "cron": "30 6 * * 1-5", "timeZone": "Europe/Berlin", "catchUp": "once"},
          "schemaPolicy": "discard_row",
          "approvals": [{"rule": "overwrite_foreign_target", "subject": "warehouse.public.airports", "reason": "Replaces it."}],
          "metadata": {"layout": {"source": {"x": 1, "y": 2}}, "notes": {"anything": [1, 2]}}
        }
        """;

    [Fact]
    public void A_plan_survives_JSON_unchanged()
    {
        var plan = Read(Plan);

        var again = JsonSerializer.Serialize(plan, ContractsJson.Default.PipelinePlan);

        PlanHash.Of(Read(again)).ShouldBe(PlanHash.Of(plan));
        plan.Streams[0].Transforms.Select(t => t.GetType().Name).ShouldBe(
            [nameof(RenameTransform), nameof(CastTransform), nameof(MaskTransform), nameof(MaskTransform), nameof(FilterTransform), nameof(FilterTransform)]);
        JsonNode.DeepEquals(JsonNode.Parse(again)!["streams"], JsonNode.Parse(JsonSerializer.Serialize(Read(again), ContractsJson.Default.PipelinePlan))!["streams"])
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("$.extra", "1")]
    [InlineData("$.source.extra", "1")]
    [InlineData("$.streams[0].extra", "1")]
    [InlineData("$.schedule.extra", "1")]
    [InlineData("$.approvals[0].extra", "1")]
    [InlineData("$.streams[0].transforms[0].extra", "1")]
    [InlineData("$.streams[0].transforms[0].kind", "\"explode\"")]
    [InlineData("$.streams[0].transforms[0].kind", "null")]
    [InlineData("$.streams[0].transforms[1].type", "\"int99\"")]
    [InlineData("$.streams[0].transforms[2].method", "\"rot13\"")]
    [InlineData("$.streams[0].transforms[4].op", "\"like\"")]
    [InlineData("$.streams[0].syncMode", "\"full_refresh\"")]
    [InlineData("$.streams[0].syncMode", "0")]
    [InlineData("$.schemaPolicy", "\"ignore\"")]
    [InlineData("$.schedule.kind", "\"weekly\"")]
    [InlineData("$.name", "null")]
    public void What_the_format_does_not_know_is_refused(string path, string value) => Should.Throw<JsonException>(() => Read(With(path, value)));

    [Theory]
    [InlineData("version")]
    [InlineData("name")]
    [InlineData("source")]
    [InlineData("destination")]
    [InlineData("streams")]
    public void A_plan_without_a_required_member_is_refused(string member)
    {
        var plan = JsonNode.Parse(Plan)!.AsObject();
        plan.Remove(member);

        Should.Throw<JsonException>(() => Read(plan.ToJsonString())).Message.ShouldContain(member);
    }

    [Theory]
    [InlineData("rename", "from")]
    [InlineData("rename", "to")]
    [InlineData("cast", "type")]
    [InlineData("mask", "method")]
    [InlineData("filter", "op")]
    public void A_transform_without_a_required_member_is_refused(string kind, string member)
    {
        var plan = JsonNode.Parse(Plan)!;
        plan["streams"]![0]!["transforms"]!.AsArray().First(t => t!["kind"]!.GetValue<string>() == kind)!.AsObject().Remove(member);

        Should.Throw<JsonException>(() => Read(plan.ToJsonString()));
    }

    [Theory]
    [InlineData("$.approvals", "[]")]
    [InlineData("$.metadata", "{}")]
    [InlineData("$.metadata.notes.anything", "\"else\"")]
    public void The_hash_leaves_approvals_and_metadata_out(string path, string value) =>
        PlanHash.Of(Read(With(path, value))).ShouldBe(PlanHash.Of(Read(Plan)));

    [Theory]
    [InlineData("$.name", "\"other\"")]
    [InlineData("$.request", "\"other words\"")]
    [InlineData("$.source.connection", "\"inbox\"")]
    [InlineData("$.source.options.delimiter", "\",\"")]
    [InlineData("$.destination.connection", "\"other\"")]
    [InlineData("$.streams[0].target", "\"public.other\"")]
    [InlineData("$.streams[0].syncMode", "\"full_refresh_append\"")]
    [InlineData("$.streams[0].selectedFields", "[\"iata\",\"name\"]")]
    [InlineData("$.streams[0].transforms[2].method", "\"hash\"")]
    [InlineData("$.streams[0].transforms[4].value", "[\"a\",1]")]
    [InlineData("$.schedule.cron", "\"30 7 * * 1-5\"")]
    [InlineData("$.schemaPolicy", "\"evolve\"")]
    public void The_hash_changes_with_all_else(string path, string value) =>
        PlanHash.Of(Read(With(path, value))).ShouldNotBe(PlanHash.Of(Read(Plan)));

    [Fact]
    public void The_hash_does_not_depend_on_the_order_of_members_or_on_the_spelling_of_numbers()
    {
        var reversed = new JsonObject(JsonNode.Parse(Plan)!.AsObject().Reverse().Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        reversed["streams"]![0]!["transforms"]![4]!["value"] = JsonNode.Parse("[\"a\", 1.0, true]");

        PlanHash.Of(Read(reversed.ToJsonString())).ShouldBe(PlanHash.Of(Read(Plan)));
    }

    [Fact]
    public void The_hash_of_a_given_plan_never_changes_between_builds()
    {
        var plan = new PipelinePlan
        {
            Version = 1,
            Name = "a",
            Source = new PlanEndpoint { Connection = "samples" },
            Destination = new PlanEndpoint { Connection = "warehouse" },
            Streams = [new StreamPlan { Name = "a.csv", Target = "a", SyncMode = SyncMode.FullRefreshOverwrite }],
        };
        const string canonical =
            """{"destination":{"connection":"warehouse","options":{}},"name":"a","request":"","schedule":{"catchUp":"none","kind":"manual"},"schemaPolicy":"evolve","source":{"connection":"samples","options":{}},"streams":[{"name":"a.csv","primaryKey":[],"selectedFields":[],"syncMode":"full_refresh_overwrite","target":"a","transforms":[]}],"version":1}""";

        PlanHash.Of(plan).ShouldBe(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(canonical))));
    }

    private static PipelinePlan Read(string json) => JsonSerializer.Deserialize(json, ContractsJson.Default.PipelinePlan)!;

    /// <summary>The plan with one member set; steps are <c>.name</c> and <c>[index]</c>.</summary>
    private static string With(string path, string value)
    {
        var plan = JsonNode.Parse(Plan)!;
        var steps = path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')[1..];
        var at = steps[..^1].Aggregate(plan, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!);
        at[steps[^1]] = JsonNode.Parse(value);
        return plan.ToJsonString();
    }
}
