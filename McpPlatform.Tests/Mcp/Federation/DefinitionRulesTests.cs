using System.Text.Json;
using McpPlatform.Gateway.Federation;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Federation;

public sealed class DefinitionRulesTests
{
    private const int MaxBytes = 1_000;
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}}}""";

    private static readonly Dictionary<string, CatalogItem> NoneBefore = [];

    [Theory]
    [InlineData("getUser")]
    [InlineData("DATA_EXPORT_v2")]
    [InlineData("admin.tools-list")]
    public void A_tool_that_keeps_the_rules_becomes_an_item(string name)
    {
        Read($$"""{"name":"{{name}}","inputSchema":{{Schema}},"outputSchema":{"type":"array","items":{"type":"integer"} } }""", out var item).ShouldBeNull();
        item!.Name.ShouldBe(name);
    }

    [Theory]
    [InlineData("""{"inputSchema":{"type":"object"}}""", "it has no 'name', or one that is too long")]
    [InlineData("""{"name":5,"inputSchema":{"type":"object"}}""", "it has no 'name', or one that is too long")]
    [InlineData("""["name"]""", "it has no 'name', or one that is too long")]
    [InlineData("""{"name":"two words","inputSchema":{"type":"object"}}""", "its name is not made of at most 128 letters, digits, '_', '-' and '.'")]
    [InlineData("""{"name":"naïve","inputSchema":{"type":"object"}}""", "its name is not made of at most 128 letters, digits, '_', '-' and '.'")]
    [InlineData("""{"name":"x\n","inputSchema":{"type":"object"}}""", "its name is not made of at most 128 letters, digits, '_', '-' and '.'")]
    [InlineData("""{"name":"x"}""", "it has no 'inputSchema'")]
    [InlineData("""{"name":"x","inputSchema":null}""", "it has no 'inputSchema'")]
    [InlineData("""{"name":"x","inputSchema":{}}""", "its 'inputSchema' is not of the type 'object'")]
    [InlineData("""{"name":"x","inputSchema":{"type":["object"]}}""", "its 'inputSchema' is not of the type 'object'")]
    [InlineData("""{"name":"x","inputSchema":{"type":"object","required":true}}""", "its 'inputSchema' is no usable JSON Schema")]
    [InlineData("""{"name":"x","inputSchema":{"type":"object","$ref":"https://example.org/x"}}""", "its 'inputSchema' is no usable JSON Schema")]
    [InlineData("""{"name":"x","inputSchema":{"type":"object"},"outputSchema":true}""", "its 'outputSchema' is no object")]
    [InlineData("""{"name":"x","inputSchema":{"type":"object"},"outputSchema":{"pattern":"("}}""", "its 'outputSchema' is no usable JSON Schema")]
    [InlineData("""{"name":"x","inputSchema":{"type":"object","properties":{"a":{"type":"number","x-mcp-header":"A"}}}}""", "only text, whole numbers and booleans can go into headers")]
    [InlineData("""{"name":"\ud800","inputSchema":{"type":"object"}}""", "it holds text that is no Unicode")]
    public void A_tool_that_breaks_a_rule_is_refused_with_the_reason(string definition, string reason)
    {
        Read(definition, out var item)!.Reason.ShouldBe(reason);
        item.ShouldBeNull();
    }

    [Fact]
    public void A_definition_that_is_too_large_is_refused() =>
        Read($$"""{"name":"x","description":"{{new string('x', MaxBytes)}}","inputSchema":{{Schema}}}""", out _)!.Reason.ShouldBe("it is larger than 1000 bytes");

    [Fact]
    public void Words_of_the_upstream_stand_in_the_detail_for_operators_alone()
    {
        var refused = Read("""{"name":"x","inputSchema":{"type":"object","properties":{"obey me":{"type":"texts"}}}}""", out _)!;
        refused.Detail.ShouldContain("'/properties/obey me'");
        refused.Reason.ShouldNotContain("obey");
    }

    [Fact]
    public void Prompts_and_resources_may_have_any_name()
    {
        var rules = new DefinitionRules(MaxBytes);
        rules.Read(ListKind.Prompts, JsonElement.Parse("""{"name":"a prompt"}"""), NoneBefore, out _).ShouldBeNull();
        rules.Read(ListKind.Resources, JsonElement.Parse("""{"uri":"file:///a b"}"""), NoneBefore, out _).ShouldBeNull();
        rules.Read(ListKind.Templates, JsonElement.Parse("""{"uri":"file:///a"}"""), NoneBefore, out _)!.Reason.ShouldBe("it has no 'uriTemplate', or one that is too long");
    }

    [Fact]
    public void A_definition_that_comes_again_word_for_word_is_not_read_again()
    {
        var rules = new DefinitionRules(MaxBytes);
        rules.Read(ListKind.Tools, JsonElement.Parse($$"""{"name":"x","inputSchema":{{Schema}}}"""), NoneBefore, out var first);
        var before = new Dictionary<string, CatalogItem> { ["x"] = first! };

        rules.Read(ListKind.Tools, JsonElement.Parse($$"""{"name":"x","inputSchema":{{Schema}}}"""), before, out var same);
        rules.Read(ListKind.Tools, JsonElement.Parse($$"""{"name":"x","title":"X","inputSchema":{{Schema}}}"""), before, out var changed);
        same.ShouldBeSameAs(first);
        changed.ShouldNotBeSameAs(first);
    }

    private static RefusedDefinition? Read(string definition, out CatalogItem? item) =>
        new DefinitionRules(MaxBytes).Read(ListKind.Tools, JsonElement.Parse(definition), NoneBefore, out item);
}
