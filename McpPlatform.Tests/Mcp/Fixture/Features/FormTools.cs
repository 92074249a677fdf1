using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Tools that show a form.</summary>
internal static class FormTools
{
    public static IEnumerable<FixtureTool> All =>
    [
        new(
            "test_elicitation", "Shows a form with a message.",
            call => ShowAsync(call, InputRequest.Form(call.Argument("message"), "username", "email")))
        {
            InputSchema = SchemaTools.Requiring("message"),
        },
        new(
            "test_elicitation_sep1034_defaults", "Shows a form that is filled in.",
            call => ShowAsync(call, InputRequest.Form("Please review the fields", Defaults()))),
        new(
            "test_elicitation_sep1330_enums", "Shows a form of choices.",
            call => ShowAsync(call, InputRequest.Form("Please choose", Choices()))),
    ];

    private static async Task<JsonObject> ShowAsync(FixtureCall call, InputRequest form)
    {
        var answer = await call.AskAsync("form", form);
        return Content.Result($"Elicitation completed: action={answer.Text("action")}, content={answer.Member("content")?.GetRawText()}");
    }

    private static JsonObject Defaults() => JsonNode.Parse(
        """
        {
          "name": { "type": "string", "description": "Name", "default": "John Doe" },
          "age": { "type": "integer", "description": "Age", "default": 30 },
          "score": { "type": "number", "description": "Score", "default": 95.5 },
          "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
          "verified": { "type": "boolean", "description": "Verified", "default": true }
        }
        """)!.AsObject();

    private static JsonObject Choices() => JsonNode.Parse(
        """
        {
          "untitledSingle": { "type": "string", "enum": ["option1", "option2", "option3"] },
          "titledSingle": { "type": "string", "oneOf": [
            { "const": "value1", "title": "First Option" }, { "const": "value2", "title": "Second Option" },
            { "const": "value3", "title": "Third Option" }] },
          "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"] },
          "untitledMulti": { "type": "array", "minItems": 1, "maxItems": 3,
            "items": { "type": "string", "enum": ["option1", "option2", "option3"] } },
          "titledMulti": { "type": "array", "minItems": 1, "maxItems": 3, "items": { "anyOf": [
            { "const": "value1", "title": "First Choice" }, { "const": "value2", "title": "Second Choice" },
            { "const": "value3", "title": "Third Choice" }] } }
        }
        """)!.AsObject();
}
