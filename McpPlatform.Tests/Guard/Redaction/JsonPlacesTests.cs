using System.Text;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

public sealed class JsonPlacesTests
{
    private const string Mail = "anna@nordwind.example";
    private static readonly JsonPlaces Notes = JsonPlaces.Of(("note", JsonPlaces.Everything));

    [Theory]
    [InlineData("""{"note":"MAIL","id":"MAIL"}""", """{"note":"[email]","id":"MAIL"}""")]
    [InlineData("""{"note":["MAIL",{"to":"MAIL"},[["MAIL"]]],"id":["MAIL"]}""", """{"note":["[email]",{"to":"[email]"},[["[email]"]]],"id":["MAIL"]}""")]
    [InlineData("""[{"note":"MAIL"},{"id":{"note":"MAIL"}},{"n\u006fte":"MAIL"}]""", """[{"note":"[email]"},{"id":{"note":"MAIL"}},{"n\u006fte":"[email]"}]""")]
    [InlineData("""{"note":"MAIL","note":"MAIL"}""", """{"note":"[email]","note":"[email]"}""")]
    [InlineData("""["MAIL"]""", """["[email]"]""")]
    [InlineData("""{"note":{"MAIL":1},"MAIL":1}""", """{"note":{"[email]":1},"MAIL":1}""")]
    [InlineData("""{"\ud800":"MAIL","note":"MAIL"}""", """{"\ud800":"MAIL","note":"[email]"}""")]
    public void Only_the_places_are_looked_at_at_any_depth_below_them(string json, string expected) => Redact(json, Notes).ShouldBe(expected.Replace("MAIL", Mail, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"uri":"MAIL","what":"MAIL","more":{"uri":"MAIL"}}""", """{"uri":"MAIL","what":"[email]","more":{"uri":"[email]"}}""")]
    [InlineData("""{"MAIL":true,"password":"Sommer 2024"}""", """{"[email]":true,"password":"[secret.assigned]"}""")]
    public void All_but_some_members_are_looked_at(string json, string expected) =>
        Redact(json, JsonPlaces.AllBut("uri")).ShouldBe(expected.Replace("MAIL", Mail, StringComparison.Ordinal));

    [Fact]
    public void The_same_of_each_member_is_looked_at_whatever_its_name() =>
        Redact("""{"MAIL":{"note":"MAIL","id":"MAIL"}}""", JsonPlaces.Each(Notes)).ShouldBe("""{"MAIL":{"note":"[email]","id":"MAIL"}}""".Replace("MAIL", Mail, StringComparison.Ordinal));

    [Fact]
    public void A_name_of_the_protocol_says_nothing_about_the_text_under_it() =>
        Redact("""{"token":"Abcdefgh1234!xyz"}""", JsonPlaces.Of(("token", JsonPlaces.Everything))).ShouldBe("""{"token":"Abcdefgh1234!xyz"}""");

    private static string Redact(string json, JsonPlaces places)
    {
        using var texts = new TextRedactor(RedactionRules.Default);
        var redacted = new JsonRedactor(texts).Redact(Encoding.UTF8.GetBytes(json.Replace("MAIL", Mail, StringComparison.Ordinal)), places, new RedactionReport());
        return Encoding.UTF8.GetString(redacted.Span);
    }
}
