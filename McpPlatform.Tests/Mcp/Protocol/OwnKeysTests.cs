using System.Text;
using McpPlatform.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Protocol;

public sealed class OwnKeysTests
{
    [Theory]
    [InlineData("""{"_meta":{"mcp-platform/threats":[]},"a":1}""", """{"_meta":{},"a":1}""")]
    [InlineData("""{"a":"x","_meta":{"a":1,"mcp-platform/anything":{"b":[1,2]},"z":2}}""", """{"a":"x","_meta":{"a":1,"z":2}}""")]
    [InlineData("""{"_meta":{"mcp\u002dplatform\/threats":[]}}""", """{"_meta":{}}""")]
    [InlineData("""{"\u005fmeta":{"\u006dcp-platform/threats":[]}}""", """{"_meta":{}}""")]
    [InlineData("""{"_meta":{"a":1},"_meta":{"mcp-platform/threats":[]}}""", """{"_meta":{"a":1},"_meta":{}}""")]
    public void What_only_the_gateway_says_is_left_out_however_it_is_written(string said, string left) => Removed(said).ShouldBe(left);

    [Theory]
    [InlineData("""{"a":"mcp-platform/threats","_meta":{"a":1}}""")]
    [InlineData("""{"_meta":{"other":"\u006dcp-platform/threats"},"b":[1]}""")]
    [InlineData("""{"_meta":{"mcp-platform":1,"x/mcp-platform/threats":2}}""")]
    [InlineData("""{"content":[{"type":"text","text":"\u0022quoted\u0022 \u003c"}],"n":1.0}""")]
    [InlineData("""["mcp-platform/"]""")]
    public void All_else_stays_the_very_same(string said)
    {
        ReadOnlyMemory<byte> json = Encoding.UTF8.GetBytes(said);
        OwnKeys.Removed(json).ShouldBe(json);
    }

    private static string Removed(string json) => Encoding.UTF8.GetString(OwnKeys.Removed(Encoding.UTF8.GetBytes(json)).Span);
}
