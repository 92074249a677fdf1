using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpPlatform.Tests.Planning;

/// <summary>Validates with the keywords of JSON Schema 2020-12 that the plan's schema uses; any other keyword throws, so none is passed over.</summary>
internal sealed class SchemaOf(JsonObject root)
{
    public List<string> Errors(JsonNode? value) => [.. Check(root, value, "$")];

    private IEnumerable<string> Check(JsonObject schema, JsonNode? value, string at) =>
        schema.Where(k => !k.Key.StartsWith("$def", StringComparison.Ordinal)).SelectMany(k => Keyword(schema, k.Key, k.Value!, value, at));

    private IEnumerable<string> Keyword(JsonObject schema, string keyword, JsonNode rule, JsonNode? value, string at)
    {
        string[] Fail(bool failed) => failed ? [$"{at} violates {keyword} {rule.ToJsonString()}"] : [];
        switch (keyword)
        {
            case "$schema" or "$id" or "title" or "description" or "then":
                return [];
            case "$ref":
                return Check(root["$defs"]![rule.GetValue<string>().Split('/')[^1]]!.AsObject(), value, at);
            case "type":
                var types = rule is JsonArray many ? many.Select(t => t!.GetValue<string>()) : [rule.GetValue<string>()];
                return Fail(!types.Contains(TypeOf(value)));
            case "const":
                return Fail(!JsonNode.DeepEquals(rule, value));
            case "enum":
                return Fail(!rule.AsArray().Any(e => JsonNode.DeepEquals(e, value)));
            case "required":
                return Fail(value is JsonObject has && rule.AsArray().Any(r => !has.ContainsKey(r!.GetValue<string>())));
            case "properties":
                return value is JsonObject of ? rule.AsObject().Where(p => of.ContainsKey(p.Key)).SelectMany(p => Check(p.Value!.AsObject(), of[p.Key], $"{at}.{p.Key}")) : [];
            case "additionalProperties":
                var others = value is JsonObject map ? map.Where(p => schema["properties"]?[p.Key] is null).ToList() : [];
                return rule is JsonObject every ? others.SelectMany(p => Check(every, p.Value, $"{at}.{p.Key}")) : Fail(others.Count > 0);
            case "items":
                return value is JsonArray list ? list.SelectMany((v, i) => Check(rule.AsObject(), v, $"{at}[{i}]")) : [];
            case "minItems":
                return Fail(value is JsonArray few && few.Count < rule.GetValue<int>());
            case "maxItems":
                return Fail(value is JsonArray lots && lots.Count > rule.GetValue<int>());
            case "uniqueItems":
                return Fail(value is JsonArray set && set.Select(v => v?.ToJsonString()).Distinct().Count() != set.Count);
            case "minLength":
                return Fail(TypeOf(value) == "string" && value!.GetValue<string>().Length < rule.GetValue<int>());
            case "maxLength":
                return Fail(TypeOf(value) == "string" && value!.GetValue<string>().Length > rule.GetValue<int>());
            case "pattern":
                return Fail(TypeOf(value) == "string" && !Regex.IsMatch(value!.GetValue<string>(), rule.GetValue<string>()));
            case "oneOf":
                return Fail(rule.AsArray().Count(s => !Check(s!.AsObject(), value, at).Any()) != 1);
            case "if":
                return Check(rule.AsObject(), value, at).Any() ? [] : Check(schema["then"]!.AsObject(), value, at);
            default:
                throw new NotSupportedException($"The validator does not know the keyword '{keyword}'.");
        }
    }

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
