using System.Globalization;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>Where keywords have subschemas: in any dialect, since a keyword that is read no more may still hold what others refer to.</summary>
internal static class Subschemas
{
    private static readonly string[] One =
        ["additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"];

    private static readonly string[] Several = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];

    private static readonly string[] ByName = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

    public static IEnumerable<SchemaPlace> Of(SchemaPlace place) =>
        One.SelectMany(k => Below(place, k)).Concat(Several.SelectMany(k => Items(place, k))).Concat(ByName.SelectMany(k => Members(place, k)));

    private static IEnumerable<SchemaPlace> Below(SchemaPlace place, string keyword) =>
        JsonText.TryMember(place.Element, keyword, out var schema) && IsSchema(schema) ? [place with { Pointer = $"{place.Pointer}/{keyword}", Element = schema }] : [];

    private static IEnumerable<SchemaPlace> Items(SchemaPlace place, string keyword) =>
        JsonText.TryMember(place.Element, keyword, out var schemas) && schemas.ValueKind == JsonValueKind.Array
            ? schemas.EnumerateArray().Index().Where(s => IsSchema(s.Item)).Select(s => place with
            {
                Pointer = $"{place.Pointer}/{keyword}/{s.Index.ToString(CultureInfo.InvariantCulture)}",
                Element = s.Item,
            })
            : [];

    private static IEnumerable<SchemaPlace> Members(SchemaPlace place, string keyword) =>
        JsonText.TryMember(place.Element, keyword, out var schemas) && schemas.ValueKind == JsonValueKind.Object
            ? schemas.EnumerateObject().Where(s => IsSchema(s.Value)).Select(s => place with
            {
                Pointer = $"{place.Pointer}/{keyword}/{JsonPointer.Escape(JsonText.NameOf(s))}",
                Element = s.Value,
            })
            : [];

    private static bool IsSchema(JsonElement element) => element.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False;
}
