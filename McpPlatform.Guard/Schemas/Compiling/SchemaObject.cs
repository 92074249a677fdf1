using System.Globalization;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Patterns;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>A schema object that keywords are read from. A keyword whose value has the wrong shape makes the whole schema unusable.</summary>
internal sealed class SchemaObject(SchemaCompiler compiler, SchemaPlace place)
{
    public Edition Edition => place.Resource.Dialect.Edition;

    public bool Has(string keyword) => JsonText.TryMember(place.Element, keyword, out _);

    public JsonElement Value(string keyword) => JsonText.TryMember(place.Element, keyword, out var value) ? value : default;

    public bool IsTrue(string keyword) => Value(keyword).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(keyword, "must be true or false"),
    };

    public string Text(string keyword) => JsonText.Of(Value(keyword, JsonValueKind.String, "text"));

    public JsonElement Number(string keyword) => Value(keyword, JsonValueKind.Number, "a number");

    public IReadOnlyList<JsonElement> Items(string keyword) => [.. Value(keyword, JsonValueKind.Array, "an array").EnumerateArray()];

    public IReadOnlyList<JsonProperty> Members(string keyword) => [.. Value(keyword, JsonValueKind.Object, "an object").EnumerateObject()];

    /// <summary>A whole number from zero on; one beyond any size is the largest there is.</summary>
    public long Count(string keyword)
    {
        var value = Number(keyword);
        var number = ExactNumber.Of(value);
        if (!number.IsInteger || !(number.IsPositive || number.IsZero))
        {
            throw Fault(keyword, "must be a whole number, zero or more");
        }

        return number.IsZero ? 0 : value.TryGetInt64(out var whole) ? whole
            : value.TryGetDecimal(out var large) && large <= long.MaxValue ? (long)large : long.MaxValue;
    }

    public IReadOnlyList<string> Names(string keyword) => Names(keyword, Value(keyword));

    public IReadOnlyList<string> Names(string keyword, JsonElement names) =>
        names.ValueKind == JsonValueKind.Array && names.EnumerateArray().All(n => n.ValueKind == JsonValueKind.String)
            ? [.. names.EnumerateArray().Select(JsonText.Of).Distinct()]
            : throw Fault(keyword, "must have names of members as an array of texts");

    public Node Node(string keyword) => compiler.NodeAt(Checked(keyword, place.Child(keyword)), keyword);

    public Node? NodeOrNone(string keyword) => Has(keyword) ? Node(keyword) : null;

    public IReadOnlyList<Node> Nodes(string keyword)
    {
        var count = Items(keyword).Count;
        return count == 0
            ? throw Fault(keyword, "must have at least one schema")
            : [.. Enumerable.Range(0, count).Select(i => NodeOf(keyword, i.ToString(CultureInfo.InvariantCulture)))];
    }

    public IReadOnlyList<KeyValuePair<string, Node>> NodesByName(string keyword) => !Has(keyword)
        ? []
        : [.. Members(keyword).Select(JsonText.NameOf).Distinct().Select(name => KeyValuePair.Create(name, NodeOf(keyword, name)))];

    public Node NodeOf(string keyword, string member) => compiler.NodeAt(Checked(keyword, place.Child(keyword, member)), keyword);

    public SchemaPlace Target(string keyword) => compiler.Index.Resolve(place, Text(keyword));

    public Node NodeAt(SchemaPlace target, string keyword) => compiler.NodeAt(Checked(keyword, target), keyword);

    public Pattern Pattern(string keyword, string source)
    {
        try
        {
            return compiler.PatternOf(source);
        }
        catch (FormatException exception)
        {
            throw Fault(keyword, $"cannot be used: {exception.Message}");
        }
    }

    public JsonSchemaException Fault(string keyword, string problem) => place.Fault($"'{keyword}' {problem}");

    private JsonElement Value(string keyword, JsonValueKind kind, string named) =>
        Value(keyword) is var value && value.ValueKind == kind ? value : throw Fault(keyword, $"must be {named}");

    private SchemaPlace Checked(string keyword, SchemaPlace schema) =>
        schema.Element.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False
            ? schema
            : throw Fault(keyword, "must be, or lead to, a schema: an object, true or false");
}
