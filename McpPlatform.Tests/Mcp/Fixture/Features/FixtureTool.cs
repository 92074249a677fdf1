using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>A tool of the fixture.</summary>
internal sealed record FixtureTool(string Name, string Description, Func<FixtureCall, Task<JsonObject>> Run)
{
    public JsonObject InputSchema { get; init; } = new() { ["type"] = "object" };

    /// <summary>Where it is offered.</summary>
    public FixtureEras Eras { get; init; } = FixtureEras.Both;

    /// <summary>A tool that answers the same at once.</summary>
    public static FixtureTool Saying(string name, string description, Func<JsonObject> result) =>
        new(name, description, _ => Task.FromResult(result()));

    /// <summary>Whether it says of itself that it only reads.</summary>
    public bool IsReadOnly { get; init; }

    public JsonObject Describe()
    {
        var definition = new JsonObject { ["name"] = Name, ["description"] = Description, ["inputSchema"] = InputSchema.DeepClone() };
        if (IsReadOnly)
        {
            definition["annotations"] = new JsonObject { ["readOnlyHint"] = true };
        }

        return definition;
    }
}
