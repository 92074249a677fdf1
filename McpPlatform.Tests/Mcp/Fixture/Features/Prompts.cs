using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>The prompts the conformance suite asks for.</summary>
internal static class Prompts
{
    public static IEnumerable<FixturePrompt> All =>
    [
        FixturePrompt.Saying(
            "test_simple_prompt", "A prompt without arguments.",
            () => Content.Messages(Content.Text("This is a simple prompt for testing."))),
        new(
            "test_prompt_with_arguments", "A prompt that repeats its arguments.", ["arg1", "arg2"],
            call => Task.FromResult(Content.Messages(
                Content.Text($"Prompt with arguments: arg1='{call.Argument("arg1")}', arg2='{call.Argument("arg2")}'")))),
        new(
            "test_prompt_with_embedded_resource", "A prompt that embeds the resource it is told.", ["resourceUri"],
            call => Task.FromResult(Content.Messages(
                Content.Embedded(call.Argument("resourceUri"), "text/plain", "Embedded resource content for testing."),
                Content.Text("Please process the embedded resource above.")))),
        FixturePrompt.Saying(
            "test_prompt_with_image", "A prompt that shows a picture.",
            () => Content.Messages(Content.Image(), Content.Text("Please analyze the image above."))),
        new("test_input_required_result_prompt", "A prompt that asks its user first.", [], AskAsync),
    ];

    private static async Task<JsonObject> AskAsync(FixtureCall call)
    {
        var form = InputRequest.Form("What context should the prompt use?", "context");
        var answer = await call.AskAsync("user_context", form, remember: false);
        return Content.Messages(Content.Text($"Prompt with context: {answer.Member("content")?.Text("context")}"));
    }
}
