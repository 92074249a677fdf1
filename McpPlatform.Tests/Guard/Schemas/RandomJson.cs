using System.Text.Json;

namespace McpPlatform.Tests.Guard.Schemas;

/// <summary>Schemas and values by chance: small alphabets, so that they often meet; now and then something of the wrong shape.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Names = ["a", "b", "c", "", "a/b", "~", "é", "$ref"];
    private static readonly string[] Numbers = ["0", "-0", "1", "1.0", "2", "0.1", "-3.5", "1e2", "1e-3", "1e400000000", "9007199254740993", "123456789012345678901234567890"];
    private static readonly string[] Patterns = ["^a", "b+$", "[a-c]{1,2}", "(a)\\1", "(?=b)", "\\p{Lu}", "("];
    private static readonly string[] References = ["#", "#/$defs/a", "#/$defs/b", "#/properties/a", "#/allOf/0", "#x", "#y", "other", "#/nothing", "https://json-schema.org/draft/2020-12/schema"];
    private static readonly string[] Types = ["string", "integer", "number", "object", "array", "null", "boolean", "text"];
    private static readonly string[] FormatNames = ["date", "uri", "regex", "idn-hostname", "json-pointer", "duration", "email", "unknown"];
    private readonly Random random = new(seed);

    public string Value(int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => One("null", "true", "false"),
        1 or 2 => One(Numbers),
        3 or 4 => Text(One("", "a", "ab", "B", "é", "🐲", "2020-01-01", "a.b", "xn--x", "/~1", "P1D", "x@y.z")),
        5 => $"[{Several(() => Value(depth - 1))}]",
        _ => $"{{{Several(() => $"{Text(One(Names))}:{Value(depth - 1)}")}}}",
    };

    public string Schema(int depth) => random.Next(12) switch
    {
        0 => "true",
        1 => "false",
        2 when depth < 4 => Value(1),
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Keyword(depth)).DistinctBy(k => k[..k.IndexOf(':', StringComparison.Ordinal)]))}}}",
    };

    private string Keyword(int depth) => random.Next(depth > 0 ? 12 : 7) switch
    {
        0 => $"\"type\":{(random.Next(4) == 0 ? $"[{Several(() => Text(One(Types)))}]" : Text(One(Types)))}",
        1 => $"{Text(One("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxItems", "minContains", "maxProperties"))}:{One(Numbers)}",
        2 => $"{Text(One("const", "default"))}:{Value(2)}",
        3 => $"{Text(One("enum", "required", "examples"))}:[{Several(() => Value(1))}]",
        4 => $"{Text("pattern")}:{Text(One(Patterns))}",
        5 => $"{Text(One("$ref", "$dynamicRef"))}:{Text(One(References))}",
        6 => $"{Text(One("$anchor", "$dynamicAnchor", "$id", "format", "uniqueItems"))}:{(random.Next(3) == 0 ? "true" : Text(One([.. FormatNames, "x", "y", "other"])))}",
        7 => $"{Text(One("properties", "patternProperties", "$defs", "dependentSchemas", "dependencies"))}:{{{Members(depth)}}}",
        8 => $"{Text(One("allOf", "anyOf", "oneOf", "prefixItems"))}:[{Several(() => Schema(depth - 1))}]",
        _ => $"{Text(One("items", "contains", "not", "if", "then", "else", "additionalProperties", "propertyNames", "unevaluatedItems", "unevaluatedProperties"))}:{Schema(depth - 1)}",
    };

    private string Members(int depth) =>
        string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => One(Names)).Distinct().Select(n => $"{Text(n)}:{Schema(depth - 1)}"));

    private string Several(Func<string> make) => string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => make()));

    private string One(params string[] choices) => choices[random.Next(choices.Length)];

    private static string Text(string text) => JsonSerializer.Serialize(text);
}
