using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Schemas;

/// <summary>Schemas and values made to hang, to crash or to slip through.</summary>
public sealed class HostileSchemaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData(@"^(?=(a+)+b)a*$")]
    [InlineData(@"^(a*)*\1$")]
    [InlineData("^((((((a?)*)*)*)*)*)*$")]
    [InlineData("^(.{0,50}){0,50}!$")]
    public void A_pattern_made_to_hang_does_not(string pattern)
    {
        var schema = Compile($$"""{"items":{"pattern":{{JsonSerializer.Serialize(pattern)}} } }""");
        var value = JsonSerializer.SerializeToElement(Enumerable.Repeat(new string('a', 40) + "b", 1_000));
        Within(Patience, () => schema.Validate(value).ShouldNotBeEmpty());
    }

    [Fact]
    public void References_that_multiply_are_given_up_and_the_value_is_not_valid_even_under_not()
    {
        var doubling = string.Join(',', Enumerable.Range(0, 40).Select(i => $$"""
            "d{{i}}":{"allOf":[{"$ref":"#/$defs/d{{i + 1}}"},{"$ref":"#/$defs/d{{i + 1}}"}]}
            """));
        foreach (var start in new[] { "\"$ref\":\"#/$defs/d0\"", "\"not\":{\"$ref\":\"#/$defs/d0\"}" })
        {
            var schema = Compile($$"""{ {{start}},"$defs":{ {{doubling}},"d40":{"type":"integer"} } }""");
            Within(Patience, () => schema.Validate(JsonElement.Parse("1")).ShouldHaveSingleItem().Keyword.ShouldBe("limits"));
        }
    }

    [Fact]
    public void A_dynamic_circle_is_given_up() =>
        Compile("""{"$dynamicAnchor":"x","not":{"$dynamicRef":"#x"}}""").Validate(JsonElement.Parse("1")).ShouldHaveSingleItem().Keyword.ShouldBe("limits");

    [Fact]
    public void Large_arrays_of_unique_items_are_checked_in_time()
    {
        var value = JsonElement.Parse($"[{string.Join(',', Enumerable.Range(0, 200_000).Select(i => i.ToString(CultureInfo.InvariantCulture)))}]");
        Within(Patience, () => Compile("""{"uniqueItems":true}""").IsValid(value).ShouldBeTrue());
    }

    [Fact]
    public void Many_names_do_not_slow_an_object_down()
    {
        var many = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"k{i}\""));
        var schema = Compile($$"""{"required":[{{many}}]}""");
        var value = JsonElement.Parse($$"""{ {{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"\"k{50_000 - i}\":1"))}} }""");
        Within(Patience, () => schema.Validate(value).ShouldNotBeEmpty());
    }

    [Theory]
    [InlineData("""{"type":"string","minLength":1}""", "\"\\ud800\"")]
    [InlineData("""{"properties":{"\u0061":{"type":"integer"}},"required":["a"]}""", "{\"\\ud800\":1,\"a\":2}")]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", "{\"\\udc00\":1}")]
    [InlineData("""{"pattern":"^.?$"}""", "\"\\udc00\"")]
    [InlineData("""{"uniqueItems":true}""", "[\"\\ud800\",\"\\ud801\"]")]
    public void Text_that_is_no_Unicode_is_checked_like_any_other(string schema, string value) =>
        Should.NotThrow(() => Compile(schema).Validate(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void Schemas_beyond_the_limits_are_refused()
    {
        Refused($$"""{"description":"{{new string('x', SchemaLimits.MaxBytes)}}"}""").ShouldContain("bytes");
        Refused($$"""{"anyOf":[{{string.Join(',', Enumerable.Repeat("{}", SchemaLimits.MaxSubschemas))}}]}""").ShouldContain("subschemas");
        Refused($$"""{"pattern":"{{new string('x', SchemaLimits.MaxPatternLength + 1)}}"}""").ShouldContain("characters");
        Refused(string.Concat(Enumerable.Repeat("{\"not\":", SchemaLimits.MaxDepth + 1)) + "{}" + new string('}', SchemaLimits.MaxDepth + 1)).ShouldContain("deeper");
        Refused("{").ShouldContain("not JSON");
    }

    [Fact]
    public void A_schema_full_of_the_longest_patterns_is_compiled_and_used_in_time()
    {
        var patterns = Enumerable.Range(10, 64).Select(i => $"{i}{string.Concat(Enumerable.Repeat("[^a].", 50))}");
        var schema = $$"""{"anyOf":[{{string.Join(',', patterns.Select(p => $"{{\"pattern\":\"{p}\"}}"))}}]}""";
        Within(Patience, () => Compile(schema).IsValid(JsonElement.Parse("\"x\"")).ShouldBeFalse());
    }

    [Fact]
    public void Violations_are_named_up_to_a_bound() =>
        Compile("""{"items":{"type":"string"}}""").Validate(JsonSerializer.SerializeToElement(Enumerable.Range(0, 10_000))).Count.ShouldBe(SchemaLimits.MaxViolations);

    private static JsonSchema Compile(string schema) => JsonSchema.Compile(Encoding.UTF8.GetBytes(schema));

    private static string Refused(string schema) => Should.Throw<JsonSchemaException>(() => Compile(schema)).Problem;

    private static void Within(TimeSpan limit, Action act)
    {
        var began = Stopwatch.GetTimestamp();
        act();
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(limit);
    }
}
