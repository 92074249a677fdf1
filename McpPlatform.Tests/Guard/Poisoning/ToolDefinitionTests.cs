using System.Text;
using McpPlatform.Core.Tools;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Poisoning;

public sealed class ToolDefinitionTests
{
    private const string Search = """{"name":"search","title":"Search","description":"Searches.","inputSchema":{"type":"object","properties":{"q":{"type":"string","default":1}}}}""";

    [Theory]
    [InlineData("""{"inputSchema":{"properties":{"q":{"default":1.0,"type":"string"}},"type":"object"},"description":"Searches.","title":"Search","name":"search"}""")]
    [InlineData("""{"name":"search","title":"Search","description":"\u0053earches.","inputSchema":{"type":"object","properties":{"q":{"type":"string","default":1}}},"_meta":{"a":1},"icons":[{"src":"x"}]}""")]
    public void Order_spelling_meta_and_icons_do_not_matter(string same) => Read(same).Hash.ShouldBe(Read(Search).Hash);

    [Theory]
    [InlineData("Searches.", "Searches. ")]
    [InlineData("\"default\":1", "\"default\":\"1\"")]
    [InlineData("\"title\":\"Search\"", "\"title\":\"Search\",\"annotations\":{\"readOnlyHint\":true}")]
    [InlineData("\"title\":\"Search\"", "\"title\":\"Search\",\"outputSchema\":{\"type\":\"object\"}")]
    [InlineData("\"title\":\"Search\"", "\"title\":\"Search\",\"execution\":{\"taskSupport\":\"required\"}")]
    public void Everything_else_does(string part, string other) => Read(Search.Replace(part, other, StringComparison.Ordinal)).Hash.ShouldNotBe(Read(Search).Hash);

    [Theory]
    [InlineData("""{"name":"search","name":"other"}""", "names a member twice")]
    [InlineData("""{"name":"search","inputSchema":{"type":"object","type":"string"}}""", "names a member twice")]
    [InlineData("""{"name":"search","inputSchema":{"maximum":1e999}}""", "too large")]
    [InlineData("""{"name":"search","description":"\ud800"}""", "Unicode")]
    [InlineData("""{"name":"se\u0000arch"}""", "control characters")]
    [InlineData("""{"name":".."}""", "path")]
    [InlineData("""{"title":"search"}""", "no name")]
    public void What_readers_would_read_differently_is_refused(string json, string why) => Should.Throw<FormatException>(() => Read(json)).Message.ShouldContain(why);

    [Fact]
    public void A_diff_names_each_value_that_differs_description_first()
    {
        var (changes, leftOut) = DefinitionDiff.Between(
            Read(Search).Json,
            Read("""{"name":"search","title":"Search","description":"Finds.","inputSchema":{"type":"object","required":["q"],"properties":{"q":{"type":"string","default":"1"}}}}""").Json);

        changes.Select(c => (c.Where, c.Before, c.After)).ShouldBe(
        [
            ("/description", "Searches.", "Finds."), ("/inputSchema/properties/q/default", "1", "\"1\""), ("/inputSchema/required/0", null, "q"),
        ]);
        leftOut.ShouldBe(0);
    }

    [Fact]
    public void Without_a_former_definition_everything_is_new() =>
        DefinitionDiff.Between(null, Read(Search).Json).Changes.ShouldAllBe(c => c.Before == null && c.After != null);

    private static ToolDefinition Read(string json) => ToolDefinition.Read(Encoding.UTF8.GetBytes(json));
}
