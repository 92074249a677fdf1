using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Schemas;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"properties":{"age":{"type":"integer"}}}""", """{"age":"x"}""", "/age", "type", "'/age' must be an integer, and is a string.")]
    [InlineData("""{"type":["string","null"]}""", "1.5", "", "type", "The value must be null or a string, and is a number.")]
    [InlineData("""{"required":["a","b"]}""", """{"b":1}""", "", "required", "The value must have 'a'.")]
    [InlineData("""{"items":{"enum":["x",1]}}""", """["x","y"]""", "/1", "enum", "'/1' must be one of \"x\", 1.")]
    [InlineData("""{"properties":{"a/b":{"minLength":2}}}""", """{"a/b":"é"}""", "/a~1b", "minLength", "'/a~1b' must have at least 2 characters, and has 1.")]
    [InlineData("""{"additionalProperties":false,"properties":{"a":true}}""", """{"a":1,"b":2}""", "/b", "additionalProperties", "'/b' is not allowed by 'additionalProperties'.")]
    [InlineData("""{"unevaluatedProperties":false,"allOf":[{"properties":{"a":true}}]}""", """{"a":1,"b":2}""", "/b", "unevaluatedProperties", "'/b' is not allowed by 'unevaluatedProperties'.")]
    [InlineData("""{"multipleOf":0.01}""", "19.999", "", "multipleOf", "The value must be a multiple of 0.01.")]
    [InlineData("""{"exclusiveMaximum":10}""", "10.0", "", "exclusiveMaximum", "The value must be less than 10.")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "", "dependentRequired", "The value must have 'b', because it has 'a'.")]
    [InlineData("""{"uniqueItems":true}""", "[1,1.0]", "", "uniqueItems", "The value must not hold the same item twice.")]
    [InlineData("""{"pattern":"^a+$"}""", "\"b\"", "", "pattern", "The value must match the pattern ^a+$.")]
    public void A_violation_says_where_which_keyword_and_why(string schema, string value, string location, string keyword, string message) =>
        Compile(schema).Validate(JsonElement.Parse(value)).ShouldBe([new SchemaViolation(location, keyword, message)]);

    [Fact]
    public void All_violations_are_named_and_not_only_the_first() =>
        Compile("""{"required":["c"],"properties":{"a":{"type":"string"},"b":{"maximum":1}}}""").Validate(JsonElement.Parse("""{"a":1,"b":2}"""))
            .Select(v => v.Location).ShouldBe(["", "/a", "/b"]);

    [Theory]
    [InlineData("""{"type":"texts"}""", "", "'type' must be one or more of null, boolean, object, array, number, string and integer")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", "/properties/a", "'minLength' must be a whole number, zero or more")]
    [InlineData("""{"items":[{}]}""", "", "'items' must be a schema; an array of schemas is 'prefixItems' since 2020-12")]
    [InlineData("""{"$ref":"https://example.org/other.json"}""", "", "a reference leads to 'https://example.org/other.json', which is not known; nothing is fetched")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "", "a reference leads to '#/$defs/none', where nothing is")]
    [InlineData("""{"properties":{"a":{"pattern":"(?i)x"}}}""", "/properties/a", "'pattern' cannot be used: a group of a pattern begins in a way that ECMA-262 does not know, or has flags, which are not supported")]
    [InlineData("""{"$schema":"https://example.org/schema"}""", "", "'$schema' is 'https://example.org/schema', a dialect that is not known. Known are 2020-12, 2019-09 and draft-07")]
    [InlineData("""{"multipleOf":0}""", "", "'multipleOf' must be greater than zero, with at most 4096 digits")]
    [InlineData("5", "", "a schema must be an object, true or false")]
    public void A_schema_that_cannot_be_used_says_where_and_why(string schema, string location, string problem)
    {
        var exception = Should.Throw<JsonSchemaException>(() => Compile(schema));
        (exception.Location, exception.Problem).ShouldBe((location, problem));
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}""")]
    [InlineData("""{"$defs":{"a":{"anyOf":[{"type":"string"},{"not":{"$ref":"#/$defs/a"}}]}},"properties":{"x":{"$ref":"#/$defs/a"}}}""")]
    public void References_in_a_circle_that_never_go_deeper_are_refused(string schema) =>
        Should.Throw<JsonSchemaException>(() => Compile(schema)).Problem.ShouldContain("leads back to itself");

    [Fact]
    public void A_schema_that_describes_trees_may_refer_to_itself() =>
        Compile("""{"properties":{"child":{"$ref":"#"},"name":{"type":"string"}}}""").Validate(JsonElement.Parse("""{"child":{"child":{"name":1}}}"""))
            .ShouldHaveSingleItem().Location.ShouldBe("/child/child/name");

    [Fact]
    public void Draft_07_is_read_as_it_was_meant()
    {
        var schema = Compile("""
            {"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"s":{"type":"string"}},
             "properties":{"pair":{"items":[{"$ref":"#/definitions/s"}],"additionalItems":false},"a":{"$ref":"#/definitions/s","minLength":9}},
             "dependencies":{"a":["pair"]}}
            """);
        schema.IsValid(JsonElement.Parse("""{"a":"short","pair":["x"]}""")).ShouldBeTrue();
        schema.IsValid(JsonElement.Parse("""{"a":"short"}""")).ShouldBeFalse();
        schema.IsValid(JsonElement.Parse("""{"pair":["x",1]}""")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("9007199254740993", """{"maximum":9007199254740992}""", false)]
    [InlineData("0.3", """{"multipleOf":0.1}""", true)]
    [InlineData("1e400000000", """{"type":"integer","minimum":1e399999999}""", true)]
    [InlineData("1e-400000000", """{"type":"integer"}""", false)]
    [InlineData("1e400000000", """{"multipleOf":3}""", false)]
    [InlineData("3e400000000", """{"multipleOf":0.7}""", false)]
    [InlineData("21e400000000", """{"multipleOf":0.7}""", true)]
    [InlineData("-0.0", """{"const":0}""", true)]
    [InlineData("100", """{"const":1.0e2}""", true)]
    [InlineData("1e99999999999999999999", """{"exclusiveMinimum":1}""", true)]
    public void Numbers_are_exact_however_large(string value, string schema, bool valid) =>
        Compile(schema).IsValid(JsonElement.Parse(value)).ShouldBe(valid);

    [Fact]
    public void A_member_that_is_there_twice_is_checked_twice()
    {
        var schema = Compile("""{"properties":{"path":{"const":"safe"}}}""");
        schema.Validate(Encoding.UTF8.GetBytes("""{"path":"evil","path":"safe"}""")).ShouldNotBeEmpty();
        schema.Validate(Encoding.UTF8.GetBytes("""{"path":"safe","path":"evil"}""")).ShouldNotBeEmpty();
        schema.Validate(Encoding.UTF8.GetBytes("""{"p\u0061th":"evil"}""")).ShouldNotBeEmpty();
    }

    private static JsonSchema Compile(string schema) => JsonSchema.Compile(JsonElement.Parse(schema));
}
