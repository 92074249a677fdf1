using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>A resource of the fixture.</summary>
internal sealed record FixtureResource(string Uri, string Name, string MimeType, JsonObject Contents)
{
    public const string Template = $"{TemplateStart}{{id}}{TemplateEnd}";
    private const string TemplateStart = "test://template/";
    private const string TemplateEnd = "/data";

    public static IEnumerable<FixtureResource> All =>
    [
        OfText("test://static-text", "static-text", "This is the content of the static text resource."),
        new("test://static-binary", "static-binary", "image/png", Content.PictureOf("test://static-binary")),
        OfText("test://watched-resource", "watched-resource", "This resource changes when a test touches it."),
    ];

    public static JsonObject DescribeTemplate() => new()
    {
        ["uriTemplate"] = Template,
        ["name"] = "template",
        ["description"] = "A resource for every id.",
        ["mimeType"] = "application/json",
    };

    /// <summary>The resource of the template with that URI; <see langword="null"/> if it is none.</summary>
    public static FixtureResource? FromTemplate(string uri)
    {
        if (!uri.StartsWith(TemplateStart, StringComparison.Ordinal) || !uri.EndsWith(TemplateEnd, StringComparison.Ordinal))
        {
            return null;
        }

        var id = uri[TemplateStart.Length..^TemplateEnd.Length];
        var data = new JsonObject { ["id"] = id, ["templateTest"] = true, ["data"] = $"Data for ID: {id}" };
        return new(uri, id, "application/json", Content.TextOf(uri, "application/json", data.ToJsonString()));
    }

    public JsonObject Describe() =>
        new() { ["uri"] = Uri, ["name"] = Name, ["description"] = $"The resource {Name}.", ["mimeType"] = MimeType };

    private static FixtureResource OfText(string uri, string name, string text) =>
        new(uri, name, "text/plain", Content.TextOf(uri, "text/plain", text));
}
