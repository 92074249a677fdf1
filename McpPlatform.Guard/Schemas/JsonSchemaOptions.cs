using System.Text.Json;

namespace McpPlatform.Guard.Schemas;

/// <summary>How schemas are compiled.</summary>
public sealed record JsonSchemaOptions
{
    /// <summary>Formats are annotations, and references lead to the schema itself or to the metaschemas.</summary>
    public static JsonSchemaOptions Default { get; } = new();

    /// <summary>
    /// Whether <c>format</c> is checked, and not only an annotation (JSON Schema Validation, 7.2). A metaschema that asks for the vocabulary
    /// <c>format-assertion</c> has it checked in any case. Formats that are not known never fail.
    /// </summary>
    public bool AssertFormats { get; init; }

    /// <summary>Documents that schemas may refer to, by absolute address without a fragment. Nothing is ever fetched. They must outlive the schemas.</summary>
    public IReadOnlyDictionary<string, JsonElement> Documents { get; init; } = new Dictionary<string, JsonElement>();
}
