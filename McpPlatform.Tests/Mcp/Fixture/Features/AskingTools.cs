using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Tools that need something of the client before they can answer.</summary>
internal static class AskingTools
{
    public static IEnumerable<FixtureTool> All =>
    [
        new("test_missing_capability", "Needs a client that can sample.", NeedSamplingAsync),
        new("test_sampling", "Asks the client's model.", SampleAsync) { InputSchema = SchemaTools.Requiring("prompt") },
        new("test_input_required_result_elicitation", "Asks for a name.", GreetAsync),
        new("test_input_required_result_sampling", "Asks the client's model for a capital.", AskCapitalAsync),
        new("test_input_required_result_list_roots", "Asks for the roots.", CountRootsAsync),
        new("test_input_required_result_request_state", "Asks for a confirmation and remembers.", ConfirmAsync),
        new("test_input_required_result_tampered_state", "Asks for a confirmation and remembers.", ConfirmAsync),
        new("test_input_required_result_state_only", "Asks for nothing but to be called again.", ComeBackAsync),
        new("test_input_required_result_multiple_inputs", "Asks for three things at once.", AskThreeAsync),
        new("test_input_required_result_multi_round", "Asks for one thing after the other.", AskTwiceAsync),
        new("test_input_required_result_capabilities", "Asks for whatever the client can tell.", AskDeclaredAsync),
    ];

    private static Task<JsonObject> NeedSamplingAsync(FixtureCall call)
    {
        call.Require("sampling");
        return Task.FromResult(Content.Result("The client can sample."));
    }

    private static async Task<JsonObject> SampleAsync(FixtureCall call) =>
        Content.Result($"LLM response: {Said(await call.AskAsync("sample", InputRequest.Sampling(call.Argument("prompt"), 100)))}");

    private static async Task<JsonObject> GreetAsync(FixtureCall call)
    {
        var answer = await call.AskAsync("user_name", InputRequest.Form("What is your name?", "name"), remember: false);
        return Content.Result($"Hello, {Field(answer, "name")}!");
    }

    private static async Task<JsonObject> AskCapitalAsync(FixtureCall call)
    {
        var question = InputRequest.Sampling("What is the capital of France?", 100);
        return Content.Result(Said(await call.AskAsync("capital_question", question, remember: false)));
    }

    private static async Task<JsonObject> CountRootsAsync(FixtureCall call) =>
        Content.Result($"Roots: {Roots(await call.AskAsync("client_roots", InputRequest.Roots(), remember: false))}");

    private static async Task<JsonObject> ConfirmAsync(FixtureCall call) =>
        Content.Result($"Confirmed: {(await call.AskAsync("confirm", InputRequest.Confirmation())).GetRawText()}");

    private static Task<JsonObject> ComeBackAsync(FixtureCall call)
    {
        call.ComeBack();
        return Task.FromResult(Content.Result("Here you are again."));
    }

    private static async Task<JsonObject> AskThreeAsync(FixtureCall call)
    {
        var answers = await call.AskAsync(new Dictionary<string, InputRequest>
        {
            ["user_name"] = InputRequest.Form("What is your name?", "name"),
            ["greeting"] = InputRequest.Sampling("Generate a greeting", 50),
            ["client_roots"] = InputRequest.Roots(),
        });
        return Content.Result($"{Said(answers["greeting"])} {Field(answers["user_name"], "name")}, {Roots(answers["client_roots"])} roots");
    }

    private static async Task<JsonObject> AskTwiceAsync(FixtureCall call)
    {
        var name = await call.AskAsync("step1", InputRequest.Form("Step 1: What is your name?", "name"));
        var color = await call.AskAsync("step2", InputRequest.Form("Step 2: What is your favorite color?", "color"));
        return Content.Result($"{Field(name, "name")} likes {Field(color, "color")}");
    }

    private static async Task<JsonObject> AskDeclaredAsync(FixtureCall call)
    {
        InputRequest[] all = [InputRequest.Form("A value", "value"), InputRequest.Sampling("Say anything", 50), InputRequest.Roots()];
        var declared = all.Where(request => call.Declares(request.Capability)).ToDictionary(request => $"{request.Capability}_input");
        var answers = declared.Count == 0 ? [] : (await call.AskAsync(declared)).Keys;
        return Content.Result($"Answered: {string.Join(", ", answers.Order())}");
    }

    private static string Said(JsonElement sampled) => sampled.Member("content")?.Text("text") ?? "nothing";

    private static string Field(JsonElement elicited, string name) => elicited.Member("content")?.Text(name) ?? "nobody";

    private static int Roots(JsonElement listed) => listed.GetProperty("roots").GetArrayLength();
}
