using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.AppHost.Ask;

/// <summary>The one JSON object of <c>--json</c>.</summary>
internal static class AskJson
{
    // It goes to a terminal or a program, never into a page, so apostrophes stay readable.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static string Write(AskOutcome outcome)
    {
        var answer = outcome.Answer is null ? null : JsonSerializer.SerializeToNode(outcome.Answer, ContractsJson.Default.PlanAnswer)!.AsObject();
        return new JsonObject
        {
            ["status"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.Status.ToString()),
            ["plan"] = answer?["plan"]?.DeepClone(),
            ["planHash"] = outcome.Answer?.PlanHash,
            ["questions"] = answer?["questions"]?.DeepClone() ?? new JsonArray(),
            ["reasons"] = answer?["reasons"]?.DeepClone() ?? new JsonArray(),
            ["error"] = outcome.Error,
            ["run"] = outcome.Run is null ? null : Run(outcome.Run),
        }.ToJsonString(Readable);
    }

    private static JsonObject Run(RunInfo info)
    {
        var run = JsonSerializer.SerializeToNode(info, ContractsJson.Default.RunInfo)!.AsObject();
        string[] kept = ["id", "state", "startedAt", "endedAt", "streams"];
        return new JsonObject(kept.Select(name => KeyValuePair.Create(name, run[name]?.DeepClone())));
    }
}
