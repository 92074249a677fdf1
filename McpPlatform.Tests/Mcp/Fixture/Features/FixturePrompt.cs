using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>A prompt of the fixture. All its arguments are required.</summary>
internal sealed record FixturePrompt(string Name, string Description, string[] Arguments, Func<FixtureCall, Task<JsonObject>> Get)
{
    public static FixturePrompt Saying(string name, string description, Func<JsonObject> result) =>
        new(name, description, [], _ => Task.FromResult(result()));

    public JsonObject Describe()
    {
        var description = new JsonObject { ["name"] = Name, ["description"] = Description };
        if (Arguments.Length > 0)
        {
            description["arguments"] = new JsonArray([.. Arguments.Select(DescribeArgument)]);
        }

        return description;
    }

    private static JsonObject DescribeArgument(string name) =>
        new() { ["name"] = name, ["description"] = $"The {name}.", ["required"] = true };
}
