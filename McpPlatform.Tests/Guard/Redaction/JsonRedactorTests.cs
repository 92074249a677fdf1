using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

public sealed class JsonRedactorTests
{
    [Theory]
    [InlineData("""{"to":"anna@nordwind.example"}""", """{"to":"[email]"}""")]
    [InlineData("""{"to":"anna\u0040nordwind.example"}""", """{"to":"[email]"}""")]
    [InlineData("""{"card":4111111111111111,"n":7}""", """{"card":0,"n":7}""")]
    [InlineData("""{"anna@nordwind.example":1}""", """{"[email]":1}""")]
    [InlineData("""{"password":"Sommer 2024"}""", """{"password":"[secret.assigned]"}""")]
    [InlineData("""{"phones":["5035550142","5035550143"]}""", """{"phones":["[phone]","[phone]"]}""")]
    [InlineData("""[ "call \"Maria Gonzalez\"\n" ]""", """[ "call \"[name]\"\n" ]""")]
    [InlineData("\"4111 1111 1111 1111\"", "\"[card]\"")]
    [InlineData("""{"text":"{\"card\":4111111111111111,\"to\":\"\\nanna@nordwind.example\"}"}""", """{"text":"{\"card\":0,\"to\":\"\\n[email]\"}"}""")]
    [InlineData("""{"text":"[\"\\u0061nna@nordwind.example\", 1]"}""", """{"text":"[\"[email]\", 1]"}""")]
    [InlineData("""{"ph\u006fne":"5035550142"}""", """{"ph\u006fne":"[phone]"}""")]
    public void Strings_numbers_and_names_are_redacted(string json, string expected) => Redact(json).ShouldBe(expected);

    [Theory]
    [InlineData("""{"a":[1,2,{"b":null}],"c":"\ud800"}""")]
    [InlineData("{ }")]
    [InlineData("\"\"")]
    public void What_holds_no_data_is_given_back_as_it_is(string json)
    {
        var bytes = (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(json);
        using var texts = new TextRedactor(RedactionRules.Default);

        new JsonRedactor(texts).Redact(bytes, new RedactionReport()).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"a":1}}""")]
    public void What_is_no_JSON_is_refused(string json) => Should.Throw<JsonException>(() => Redact(json));

    [Fact]
    public void JSON_stays_JSON_of_the_same_shape_and_a_second_time_changes_nothing() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(Gen.Zip(SampleTexts.Plain, SampleTexts.Any).ToArbitrary(), pair =>
            {
                var json = new JsonObject { ["text"] = pair.Item1, ["list"] = new JsonArray(pair.Item2, 4111111111111111, true, null), ["password"] = pair.Item1 }.ToJsonString();

                var once = Redact(json);

                var shape = JsonNode.Parse(once)!.AsObject();
                shape.Count.ShouldBe(3);
                shape["list"]!.AsArray().Count.ShouldBe(4);
                Redact(new JsonObject { ["text"] = pair.Item1 }.ToJsonString()).ShouldBe(Redact(Redact(new JsonObject { ["text"] = pair.Item1 }.ToJsonString())));
            }));

    private static string Redact(string json)
    {
        using var texts = new TextRedactor(RedactionRules.Default);
        return Encoding.UTF8.GetString(new JsonRedactor(texts).Redact(Encoding.UTF8.GetBytes(json), new RedactionReport()).Span);
    }
}
