using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>A subschema in its document.</summary>
/// <param name="Resource">The resource it belongs to.</param>
/// <param name="Pointer">Where in the document: a JSON pointer.</param>
/// <param name="Element">The subschema as JSON.</param>
internal sealed record SchemaPlace(SchemaResource Resource, string Pointer, JsonElement Element)
{
    /// <summary>A value below, where there is one.</summary>
    public SchemaPlace Child(string keyword) => Resource.Document.At($"{Pointer}/{JsonPointer.Escape(keyword)}");

    public SchemaPlace Child(string keyword, string member) =>
        Resource.Document.At($"{Pointer}/{JsonPointer.Escape(keyword)}/{JsonPointer.Escape(member)}");

    public JsonSchemaException Fault(string problem) => new(Resource.Document.IsMain ? Pointer : $"{Resource.Document.Address}#{Pointer}", problem);
}
