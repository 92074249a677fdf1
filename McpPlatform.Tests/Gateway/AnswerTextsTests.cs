using System.Text;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>Of each message, which texts people and models read. In the samples <c>@@</c> is data that has to go, and <c>##</c> the same data where it has to stay.</summary>
public sealed class AnswerTextsTests
{
    private const string Mail = "anna@nordwind.example";

    [Theory]
    [InlineData("""{"resultType":"complete","content":[{"type":"text","text":"to @@","annotations":{"audience":["##"]},"_meta":{"x":"##"}}],"isError":false,"_meta":{"y":"##"}}""")]
    [InlineData("""{"content":[{"type":"image","data":"##","mimeType":"##"},{"type":"resource","resource":{"uri":"mail:##","mimeType":"##","text":"@@","blob":"##"}}]}""")]
    [InlineData("""{"content":[{"type":"resource_link","uri":"##","name":"##","title":"@@","description":"@@","mimeType":"##","size":1}]}""")]
    [InlineData("""{"structuredContent":{"uri":"@@","_meta":["@@",{"@@":"@@"}]},"content":[]}""")]
    [InlineData("""{"contents":[{"uri":"##","mimeType":"##","text":"@@"},{"uri":"##","blob":"##"}],"ttlMs":1,"cacheScope":"##"}""")]
    [InlineData("""{"description":"@@","messages":[{"role":"##","content":{"type":"text","text":"@@"}},{"role":"user","content":[{"type":"text","text":"@@"}]}]}""")]
    [InlineData("""{"completion":{"values":["@@","paris"],"total":2,"hasMore":false}}""")]
    [InlineData("""{"resultType":"input_required","requestState":"##","inputRequests":{"##":{"method":"elicitation/create","params":{"message":"@@","url":"##","mode":"##","requestedSchema":{"default":"##"}}}}}""")]
    [InlineData("""{"inputRequests":{"a":{"method":"sampling/createMessage","params":{"systemPrompt":"@@","messages":[{"role":"user","content":[{"type":"tool_use","id":"##","name":"##","input":{"to":"@@"}},{"type":"tool_result","toolUseId":"##","content":[{"type":"text","text":"@@"}],"structuredContent":{"a":"@@"}}]}]}}}}""")]
    [InlineData("""{"content":"@@","nextCursor":"##"}""")]
    public void Of_a_result(string sample) => Check(sample, AnswerTexts.Result);

    [Theory]
    [InlineData("""{"message":"@@","mode":"url","url":"##","elicitationId":"##","requestedSchema":{"properties":{"##":{}}}}""")]
    [InlineData("""{"messages":[{"role":"user","content":{"type":"text","text":"@@"}}],"modelPreferences":{"hints":[{"name":"##"}]},"stopSequences":["##"]}""")]
    public void Of_a_question(string sample) => Check(sample, AnswerTexts.Question);

    [Theory]
    [InlineData("""{"uri":"##","detail":"@@","of":["@@",{"uri":"@@"}]}""")]
    [InlineData("""{"elicitations":[{"mode":"url","message":"@@","url":"##","elicitationId":"##"}]}""")]
    public void Of_the_data_of_an_error(string sample) => Check(sample, AnswerTexts.ErrorData);

    [Theory]
    [InlineData("notifications/message", """{"level":"##","logger":"##","data":{"text":"@@","list":["@@"]}}""")]
    [InlineData("notifications/message", """{"level":"info","data":"@@"}""")]
    [InlineData("notifications/progress", """{"progressToken":"##","progress":1,"message":"@@"}""")]
    [InlineData("notifications/elicitation/complete", """{"elicitationId":"##"}""")]
    [InlineData("notifications/of_its_own", """{"taskId":"##","uri":"##","_meta":{"a":"##"},"words":"@@"}""")]
    public void Of_a_notification(string method, string sample) => Check(sample, AnswerTexts.Of(method).ShouldNotBeNull());

    [Theory]
    [InlineData("notifications/resources/updated")]
    [InlineData("notifications/tools/list_changed")]
    public void Notifications_without_words_are_not_looked_at(string method) => AnswerTexts.Of(method).ShouldBeNull();

    private static void Check(string sample, JsonPlaces places)
    {
        using var texts = new TextRedactor(RedactionRules.Default);
        var json = Encoding.UTF8.GetBytes(sample.Replace("@@", Mail, StringComparison.Ordinal).Replace("##", Mail, StringComparison.Ordinal));
        var redacted = new JsonRedactor(texts).Redact(json, places, new RedactionReport());
        Encoding.UTF8.GetString(redacted.Span).ShouldBe(sample.Replace("@@", "[email]", StringComparison.Ordinal).Replace("##", Mail, StringComparison.Ordinal));
    }
}
