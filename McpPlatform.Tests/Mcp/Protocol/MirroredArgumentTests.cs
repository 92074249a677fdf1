using System.Text;
using System.Text.Json;
using McpPlatform.Gateway.Upstreams;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Protocol;

/// <summary>Arguments in headers (2026-07-28, Streamable HTTP: Custom Headers from Tool Parameters).</summary>
public sealed class MirroredArgumentTests
{
    [Theory]
    [InlineData("us-west1", "us-west1")]
    [InlineData("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?=")]
    [InlineData(" padded ", "=?base64?IHBhZGRlZCA=?=")]
    [InlineData("line1\nline2", "=?base64?bGluZTEKbGluZTI=?=")]
    [InlineData("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=")]
    [InlineData("", "")]
    public void Values_are_written_so_that_a_header_can_carry_them(string value, string header)
    {
        MirroredArgument.Encode(value).ShouldBe(header);
        MirroredArgument.Decode(header).ShouldBe(value);
    }

    [Theory]
    [InlineData("=?base64?not base64?=")]
    [InlineData("ä")]
    public void A_header_that_cannot_be_read_is_none(string header) => MirroredArgument.Decode(header).ShouldBeNull();

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}""", "Mcp-Param-A")]
    [InlineData("""{"properties":{"o":{"type":"object","properties":{"a":{"type":"integer","x-mcp-header":"B"}}}}}""", "Mcp-Param-B")]
    public void Marked_parameters_are_found(string schema, string header) =>
        MirroredArgument.Of(Parse(schema)).ShouldHaveSingleItem().Header.ShouldBe(header);

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string","x-mcp-header":""}}}""")]
    [InlineData("""{"properties":{"a":{"type":"string","x-mcp-header":"A B"}}}""")]
    [InlineData("""{"properties":{"a":{"type":"number","x-mcp-header":"A"}}}""")]
    [InlineData("""{"properties":{"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"}}}""")]
    [InlineData("""{"properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}""")]
    [InlineData("""{"anyOf":[{"properties":{"a":{"type":"string","x-mcp-header":"A"}}}]}""")]
    public void A_mark_against_the_rules_makes_the_tool_unusable(string schema) => Should.Throw<FormatException>(() => MirroredArgument.Of(Parse(schema)));

    [Theory]
    [InlineData("42", """{"a":42}""", true)]
    [InlineData("42.0", """{"a":42}""", true)]
    [InlineData("43", """{"a":42}""", false)]
    [InlineData("true", """{"a":true}""", true)]
    [InlineData(null, """{"a":1}""", false)]
    [InlineData(null, """{"a":null}""", true)]
    [InlineData(null, """{}""", true)]
    [InlineData("1", """{}""", false)]
    public void A_header_must_repeat_its_argument(string? header, string arguments, bool agrees) =>
        new MirroredArgument("Mcp-Param-A", ["a"]).IsRepeatedBy(header, Encoding.UTF8.GetBytes(arguments)).ShouldBe(agrees);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
