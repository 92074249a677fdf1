using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary>Types of JSON Schema; a whole number is both a number and an integer.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Object = 4,
    Array = 8,
    Number = 16,
    String = 32,
    Integer = 64,
}

/// <summary><c>type</c> (Validation, 6.1.1).</summary>
internal sealed class TypeKeyword(JsonTypes allowed) : Assertion("type")
{
    private static readonly Dictionary<JsonTypes, string> Articles = new()
    {
        [JsonTypes.Null] = "null", [JsonTypes.Boolean] = "a boolean", [JsonTypes.Object] = "an object", [JsonTypes.Array] = "an array",
        [JsonTypes.Number] = "a number", [JsonTypes.String] = "a string", [JsonTypes.Integer] = "an integer",
    };

    protected override bool Holds(JsonElement value, Evaluation evaluation) => (TypeOf(value.ValueKind) & allowed) != 0
        || (value.ValueKind == JsonValueKind.Number && (allowed & JsonTypes.Integer) != 0 && ExactNumber.Of(value).IsInteger);

    public override string Complaint(JsonElement value) =>
        $"must be {string.Join(" or ", Articles.Where(a => allowed.HasFlag(a.Key)).Select(a => a.Value))}, and is {Articles[TypeOf(value.ValueKind)]}";

    private static JsonTypes TypeOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => JsonTypes.Object,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Number => JsonTypes.Number,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        _ => JsonTypes.Null,
    };
}
