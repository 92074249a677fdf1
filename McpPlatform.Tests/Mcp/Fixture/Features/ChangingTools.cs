using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Tools with which a client itself brings a change about: what is there goes, what is not comes.</summary>
internal static class ChangingTools
{
    private const string Tool = "test_dynamic_tool";
    private const string Prompt = "test_dynamic_prompt";

    public static IEnumerable<FixtureTool> Of(Catalogue catalogue) =>
    [
        new("test_trigger_tool_change", $"Adds or removes {Tool}.", call => DoAsync(() => ToggleTool(catalogue, call.Era))),
        new("test_trigger_prompt_change", $"Adds or removes {Prompt}.", _ => DoAsync(() => TogglePrompt(catalogue))),
    ];

    private static Task<JsonObject> DoAsync(Action change)
    {
        change();
        return Task.FromResult(Content.Result("Changed."));
    }

    private static void ToggleTool(Catalogue catalogue, FixtureEras era)
    {
        if (catalogue.Tool(era, Tool) is null)
        {
            catalogue.AddTool(FixtureTool.Saying(Tool, "Comes and goes.", () => Content.Result("Here now.")));
        }
        else
        {
            catalogue.RemoveTool(Tool);
        }
    }

    private static void TogglePrompt(Catalogue catalogue)
    {
        if (catalogue.Prompt(Prompt) is null)
        {
            catalogue.AddPrompt(FixturePrompt.Saying(Prompt, "Comes and goes.", () => Content.Messages(Content.Text("Here now."))));
        }
        else
        {
            catalogue.RemovePrompt(Prompt);
        }
    }
}
