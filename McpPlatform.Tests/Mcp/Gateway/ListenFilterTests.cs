using System.Text;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What an agent may say it wants to hear of.</summary>
public sealed class ListenFilterTests
{
    [Fact]
    public void Nothing_is_heard_that_was_not_asked_for()
    {
        var filter = Read("");
        (filter.Tools, filter.Prompts, filter.Lists, filter.Resources.Count).ShouldBe((false, false, false, 0));
    }

    [Fact]
    public void Addresses_count_once()
    {
        var filter = Read("""{"toolsListChanged":true,"resourceSubscriptions":["a://1","a://1","a://2"]}""");
        filter.Tools.ShouldBeTrue();
        filter.Resources.ShouldBe(["a://1", "a://2"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("""{"toolsListChanged":1}""")]
    [InlineData("""{"resourceSubscriptions":"a://1"}""")]
    [InlineData("""{"resourceSubscriptions":[7]}""")]
    [InlineData("""{"resourceSubscriptions":[null]}""")]
    [InlineData("""{"resourceSubscriptions":["\ud800"]}""")]
    public void What_is_no_filter_is_refused_as_the_agents_mistake(string json) =>
        Should.Throw<McpErrorException>(() => Read(json)).Error.Code.ShouldBe(ErrorCodes.InvalidParams);

    [Fact]
    public void There_is_a_bound_to_what_one_request_listens_to() =>
        Should.Throw<McpErrorException>(() => Read($$"""{"resourceSubscriptions":[{{string.Join(',', Enumerable.Range(0, 1_001).Select(n => $"\"a://{n}\""))}}]}"""))
            .Error.Message.ShouldContain("1000");

    private static ListenFilter Read(string json) => ListenFilter.Read(Encoding.UTF8.GetBytes(json));
}
