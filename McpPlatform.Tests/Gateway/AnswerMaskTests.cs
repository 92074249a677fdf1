using System.Text;
using System.Text.Json.Nodes;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class AnswerMaskTests
{
    [Theory]
    [InlineData("""{"structuredContent":{"name":"Ada","email":"a@b"}}""", "email", """{"structuredContent":{"name":"Ada","email":"[masked]"}}""")]
    [InlineData("""{"structuredContent":{"to":[{"email":"a@b"},{"email":"c@d"},7]}}""", "to.email", """{"structuredContent":{"to":[{"email":"[masked]"},{"email":"[masked]"},7]}}""")]
    [InlineData("""{"structuredContent":{"customer":{"age":7}}}""", "customer", """{"structuredContent":{"customer":"[masked]"}}""")]
    [InlineData("""{"structuredContent":{"customer":7}}""", "customer.email", """{"structuredContent":{"customer":7}}""")]
    [InlineData("""{"content":[{"type":"text","text":"{\"email\":\"a@b\"}"}]}""", "email", """{"content":[{"type":"text","text":"{\"email\":\"[masked]\"}"}]}""")]
    [InlineData("""{"content":[{"type":"text","text":"{not json"},{"type":"image","data":"AAAA"}]}""", "email", """{"content":[{"type":"text","text":"{not json"},{"type":"image","data":"AAAA"}]}""")]
    public void Members_are_hidden_wherever_their_path_leads(string answer, string path, string masked) =>
        JsonNode.DeepEquals(JsonNode.Parse(AnswerMask.Apply(Encoding.UTF8.GetBytes(answer), [path]).Span), JsonNode.Parse(masked)).ShouldBeTrue();

    [Theory]
    [InlineData("""{"structuredContent":{"email":"a@b","email":"c@d"}}""")]
    [InlineData("""{"content":[{"type":"text","text":"{\"email\":\"a@b\",\"email\":\"c@d\"}"}]}""")]
    public void What_names_a_member_twice_is_not_shown(string answer) =>
        Should.Throw<McpErrorException>(() => AnswerMask.Apply(Encoding.UTF8.GetBytes(answer), ["email"]));
}
