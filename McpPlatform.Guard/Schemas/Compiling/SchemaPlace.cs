using System.Text.Json;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>A subschema in its document.</summary>
/// <param name="Resource">The resource it belongs to.</param>
/// <param name="Pointer">Where in the document: a JSON pointer.</param>
/// <param name="Element">The subschema as JSON.</param>
internal sealed record SchemaPlace(SchemaResource Resource, string Pointer, JsonElement Element)
{
    private const int MostShown = 200;

    /// <summary>Text of a schema as a message may repeat it.</summary>
    public static string Shown(string text) => text.Length > MostShown ? text[..MostShown] + "…" : text;

    public bool Has(string keyword) => Element.ValueKind == JsonValueKind.Object && JsonText.TryMember(Element, keyword, out _);

    /// <summary>The value of a keyword that must be text; <see langword="null"/> where it is missing.</summary>
    public string? Text(string keyword) =>
        Element.ValueKind != JsonValueKind.Object || !JsonText.TryMember(Element, keyword, out var text) ? null
        : text.ValueKind == JsonValueKind.String ? JsonText.Of(text)
        : throw Fault($"'{keyword}' must be text");

    /// <summary>What stands under a keyword.</summary>
    public SchemaPlace Child(string keyword) => Resource.Document.At($"{Pointer}/{JsonPointer.Escape(keyword)}");

    /// <summary>What stands under a keyword, by name or position.</summary>
    public SchemaPlace Child(string keyword, string member) =>
        Resource.Document.At($"{Pointer}/{JsonPointer.Escape(keyword)}/{JsonPointer.Escape(member)}");

    public JsonSchemaException Fault(string problem) => new(Resource.Document.IsMain ? Pointer : $"{Resource.Document.Address}#{Pointer}", problem);
}
