using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Tools that are about their input schema.</summary>
internal static class SchemaTools
{
    public static IEnumerable<FixtureTool> All =>
    [
        new("json_schema_2020_12_tool", "Has a schema of many keywords.", EchoAsync) { InputSchema = Rich() },
        new("test_header_parameters", "Has parameters that are mirrored into headers.", EchoAsync)
        {
            InputSchema = Mirrored(),
            Eras = FixtureEras.Modern,
        },
    ];

    /// <summary>A schema of one text argument.</summary>
    public static JsonObject Requiring(string argument) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [argument] = new JsonObject { ["type"] = "string" } },
        ["required"] = new JsonArray(argument),
    };

    private static Task<JsonObject> EchoAsync(FixtureCall call) =>
        Task.FromResult(Content.Result(call.Params.TryGetProperty("arguments", out var arguments) ? arguments.GetRawText() : "{}"));

    private static JsonObject Rich() => JsonNode.Parse(
        """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": { "address": {
            "$anchor": "addressDef", "type": "object",
            "properties": { "street": { "type": "string" }, "city": { "type": "string" } } } },
          "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" } },
          "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
          "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
          "then": { "required": ["phone"] },
          "else": { "required": ["email"] },
          "additionalProperties": false
        }
        """)!.AsObject();

    private static JsonObject Mirrored() => JsonNode.Parse(
        """
        {
          "type": "object",
          "properties": {
            "region": { "type": "string", "x-mcp-header": "Region" },
            "limit": { "type": "integer", "x-mcp-header": "Limit" },
            "dry": { "type": "boolean", "x-mcp-header": "Dry" },
            "owner": { "type": "object", "properties": { "tenant": { "type": "string", "x-mcp-header": "Tenant" } } },
            "query": { "type": "string" } }
        }
        """)!.AsObject();
}
