namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Tools that answer at once, one per kind of content.</summary>
internal static class ContentTools
{
    public static IEnumerable<FixtureTool> All =>
    [
        FixtureTool.Saying("test_simple_text", "Says a sentence.", () => Content.Result("This is a simple text response for testing.")),
        FixtureTool.Saying("test_image_content", "Shows a picture.", () => Content.Result(Content.Image())),
        FixtureTool.Saying("test_audio_content", "Plays silence.", () => Content.Result(Content.Audio())),
        FixtureTool.Saying(
            "test_embedded_resource", "Embeds a resource.",
            () => Content.Result(Content.Embedded("test://embedded-resource", "text/plain", "This is an embedded resource content."))),
        FixtureTool.Saying(
            "test_multiple_content_types", "Answers with content of several kinds.",
            () => Content.Result(
                Content.Text("Multiple content types test:"), Content.Image(),
                Content.Embedded("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""))),
        FixtureTool.Saying("test_error_handling", "Fails.", () => Content.Failure("This tool intentionally returns an error for testing")),
    ];
}
