using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>Content of results and messages.</summary>
internal static class Content
{
    // One red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC";

    // A header, and a sample of silence.
    private const string Wav = "UklGRiYAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQIAAAAAAA==";

    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    public static JsonObject Image() => new() { ["type"] = "image", ["data"] = Png, ["mimeType"] = "image/png" };

    public static JsonObject Audio() => new() { ["type"] = "audio", ["data"] = Wav, ["mimeType"] = "audio/wav" };

    public static JsonObject Embedded(string uri, string mimeType, string text) =>
        new() { ["type"] = "resource", ["resource"] = TextOf(uri, mimeType, text) };

    public static JsonObject TextOf(string uri, string mimeType, string text) =>
        new() { ["uri"] = uri, ["mimeType"] = mimeType, ["text"] = text };

    public static JsonObject PictureOf(string uri) => new() { ["uri"] = uri, ["mimeType"] = "image/png", ["blob"] = Png };

    /// <summary>The result of a tool.</summary>
    public static JsonObject Result(params JsonObject[] parts) => new() { ["content"] = new JsonArray([.. parts]) };

    public static JsonObject Result(string text) => Result(Text(text));

    public static JsonObject Failure(string text)
    {
        var result = Result(text);
        result["isError"] = true;
        return result;
    }

    /// <summary>The result of a prompt: one message of the user per part.</summary>
    public static JsonObject Messages(params JsonObject[] parts) => new()
    {
        ["messages"] = new JsonArray([.. parts.Select(part => new JsonObject { ["role"] = "user", ["content"] = part })]),
    };
}
