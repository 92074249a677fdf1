using System.Globalization;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Planning;

/// <summary>
/// Requests and what a person means by them. One JSON object a line: <c>say</c> (one turn or several), <c>from</c>, <c>to</c>, <c>streams</c>
/// (each <c>stream&gt;target</c>), <c>mode</c>, <c>cron</c>, <c>zone</c> and so on for a ready plan; <c>ask</c> for the fields asked; <c>no</c> for a refusal.
/// What a line does not mention may not be there: no schedule, no transforms, all columns.
/// </summary>
internal static class Corpus
{
    private static readonly Dictionary<string, SyncMode> Modes = new()
    {
        ["overwrite"] = SyncMode.FullRefreshOverwrite, ["append"] = SyncMode.FullRefreshAppend,
        ["inc"] = SyncMode.IncrementalAppend, ["dedup"] = SyncMode.IncrementalDedup,
    };

    public static IEnumerable<JsonObject> Read(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Planning", "corpus", file)).Where(l => l.Length > 0 && !l.StartsWith('#'))
            .Select(l => JsonNode.Parse(l)!.AsObject());

    public static string[] Turns(JsonObject line) =>
        line["say"] is JsonArray turns ? [.. turns.Select(t => t!.GetValue<string>())] : [line["say"]!.GetValue<string>()];

    /// <summary>What differs between the answer and the meaning; empty when nothing does.</summary>
    public static List<string> Differences(JsonObject line, PlanAnswer answer)
    {
        var differences = new List<string>();
        if (line["no"] is not null)
        {
            Compare("status", "Impossible", answer.Status.ToString(), differences);
        }
        else if (Text(line, "ask") is { } fields)
        {
            Compare("status", "NeedsInput", answer.Status.ToString(), differences);
            Compare("ask", fields, string.Join(' ', answer.Questions.Select(q => q.Field)), differences);
            if (Text(line, "choice") is { } first)
            {
                Compare("first choice", first, answer.Questions is [{ Choices: [var offered, ..] }, ..] ? offered.Value : "", differences);
            }
        }
        else if (answer.Plan is not { } plan)
        {
            var why = string.Join("; ", answer.Questions.Select(q => $"{q.Field}: {q.Question}").Concat(answer.Reasons.Select(r => r.Reason)));
            differences.Add($"no plan: {answer.Status}: {why}");
        }
        else
        {
            ComparePlan(line, plan, differences);
        }

        if (Text(line, "unheard") is { } unheard)
        {
            Compare("not understood", unheard, string.Join('|', answer.NotUnderstood), differences);
        }
        else if (line["no"] is null)
        {
            Compare("not understood", "", string.Join('|', answer.NotUnderstood), differences);
        }

        return differences;
    }

    private static void ComparePlan(JsonObject line, PipelinePlan plan, List<string> differences)
    {
        Compare("from", Text(line, "from") ?? "samples", plan.Source.Connection, differences);
        Compare("to", Text(line, "to") ?? "warehouse", plan.Destination.Connection, differences);
        Compare("streams", Text(line, "streams") ?? "", string.Join(' ', plan.Streams.Select(s => $"{(s.Namespace is null or "public" ? "" : s.Namespace + ".")}{s.Name}>{s.Target}")), differences);
        var mode = Modes[Text(line, "mode") ?? "overwrite"];
        foreach (var stream in plan.Streams)
        {
            Compare("mode", mode.ToString(), stream.SyncMode.ToString(), differences);
        }

        var first = plan.Streams[0];
        Compare("cursor", Text(line, "cursor") ?? "", first.CursorField ?? "", differences);
        Compare("keys", Text(line, "keys") ?? "", string.Join(' ', first.PrimaryKey), differences);
        Compare("columns", Text(line, "columns") ?? "", string.Join(' ', first.SelectedFields), differences);
        Compare("transforms", Text(line, "do") ?? "", string.Join("; ", first.Transforms.Select(Say)), differences);
        Compare("cron", Text(line, "cron") ?? "", plan.Schedule.Cron ?? "", differences);
        Compare("zone", Text(line, "zone") ?? "", plan.Schedule.TimeZone ?? "", differences);
        Compare("policy", Text(line, "policy") ?? "Evolve", plan.SchemaPolicy.ToString(), differences);
        Compare("gates", Text(line, "gates") ?? "", string.Join(' ', plan.Approvals.Select(a => a.Rule)), differences);
        Compare("options", Text(line, "options") ?? "", string.Join(' ', plan.Source.Options.Select(o => $"{o.Key}={o.Value}")), differences);
        if (Text(line, "name") is { } name)
        {
            Compare("name", name, plan.Name, differences);
        }
    }

    private static string Say(Transform transform) => transform switch
    {
        FilterTransform f => f.Value is null ? $"{f.Column} {f.Op}" : $"{f.Column} {f.Op} {Value(f.Value.Value)}",
        MaskTransform m => $"mask {m.Column} {m.Method}",
        RenameTransform r => $"{r.From} -> {r.To}",
        CastTransform c => string.Create(CultureInfo.InvariantCulture, $"{c.Column} :: {c.Type}"),
        _ => transform.ToString(),
    };

    private static string Value(System.Text.Json.JsonElement value) =>
        value.ValueKind == System.Text.Json.JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string? Text(JsonObject line, string name) => line[name]?.GetValue<string>();

    private static void Compare(string what, string meant, string got, List<string> differences)
    {
        if (meant != got)
        {
            differences.Add($"{what}: meant '{meant}', got '{got}'");
        }
    }
}
