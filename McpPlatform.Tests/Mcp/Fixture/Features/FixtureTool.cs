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

    public JsonObject Describe() => new() { ["name"] = Name, ["description"] = Description, ["inputSchema"] = InputSchema.DeepClone() };
}
