using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Gateway.Federation;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Federation;

/// <summary>Names under which agents see what upstreams offer.</summary>
public sealed class ExposedNamesTests
{
    [Fact]
    public void A_name_gets_the_prefix_of_its_upstream() => Of("crm", "find").ShouldBe("crm__find");

    [Fact]
    public void Without_a_prefix_a_name_arrives_as_it_is() => Of("", "find").ShouldBe("find");

    [Fact]
    public void A_name_that_is_taken_ends_in_a_hash_of_where_it_comes_from()
    {
        var name = ExposedNames.Of("", "crm", "find", _ => true);
        name.ShouldMatch("^find_[0-9a-f]{8}$");
        name.ShouldBe(ExposedNames.Of("", "crm", "find", _ => true));
        name.ShouldNotBe(ExposedNames.Of("", "erp", "find", _ => true));
    }

    [Fact]
    public void No_name_is_longer_than_models_take_and_long_ones_stay_apart() => Prop.ForAll(
        ArbMap.Default.ArbFor<PositiveInt>(),
        length =>
        {
            var left = Of("crm", new string('a', length.Get) + "x");
            var right = Of("crm", new string('a', length.Get) + "y");
            return left.Length <= ExposedNames.MaxLength && left != right;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("file:///{path}", "file:///a", true)]
    [InlineData("file:///{path}", "file:///a/b", false)]
    [InlineData("file:///{+path}", "file:///a/b", true)]
    [InlineData("db://{table}/rows{?limit}", "db://t/rows?limit=1", true)]
    [InlineData("db://{table}/rows", "db://t/columns", false)]
    [InlineData("a.b{x}", "aXb1", false)]
    public void An_address_goes_to_the_template_it_fits(string template, string uri, bool fits) => UriTemplateMatch.Compile(template).IsMatch(uri).ShouldBe(fits);

    private static string Of(string prefix, string name) => ExposedNames.Of(prefix, "upstream", name, _ => false);
}
