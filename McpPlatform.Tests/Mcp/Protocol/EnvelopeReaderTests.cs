using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Protocol;

/// <summary>The envelope of a message: what is read of it, and what is refused.</summary>
public sealed class EnvelopeReaderTests
{
    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}""", "Request")]
    [InlineData("""{"method":"ping","id":"a","jsonrpc":"2.0","params":{}}""", "Request")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", "Notification")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""", "Result")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}""", "Error")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}""", "Error")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","unknown":{"id":[1,2]}}""", "Request")]
    public void A_message_is_told_by_its_members(string json, string kind) => Read(json).Kind.ToString().ShouldBe(kind);

    [Theory]
    [InlineData("{", ErrorCodes.ParseError)]
    [InlineData("", ErrorCodes.ParseError)]
    [InlineData("nonsense", ErrorCodes.ParseError)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"} {}""", ErrorCodes.ParseError)]
    [InlineData("[]", ErrorCodes.InvalidRequest)]
    [InlineData("1", ErrorCodes.InvalidRequest)]
    [InlineData("{}", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0"}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"ping"}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":5}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"p\u0061rams":{}}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"error":{}}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","result":{}}""", ErrorCodes.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"\ud800"}""", ErrorCodes.ParseError)]
    public void Whatever_is_no_message_is_refused(string json, int code) =>
        Should.Throw<McpErrorException>(() => Read(json)).Error.Code.ShouldBe(code);

    [Fact]
    public void A_message_nested_too_deep_is_refused() =>
        Should.Throw<McpErrorException>(() => Read(
            """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":""" + new string('[', 100) + new string(']', 100) + "}}")).Error.Code.ShouldBe(ErrorCodes.ParseError);

    [Fact]
    public void Parts_are_slices_of_the_message_as_it_came()
    {
        var message = Read("""{ "jsonrpc": "2.0", "id" : "ä\n" , "method": "tools/call", "params" : { "name": "x", "_meta": { "a" : 1 } } }""");
        Encoding.UTF8.GetString(message.Id.Span).ShouldBe("\"ä\\n\"");
        Encoding.UTF8.GetString(message.Params.Span).ShouldBe("""{ "name": "x", "_meta": { "a" : 1 } }""");
        Encoding.UTF8.GetString(message.Meta.Span).ShouldBe("""{ "a" : 1 }""");
        message.Method.ShouldBe("tools/call");
    }

    [Fact]
    public void Any_text_survives_as_an_id_and_as_an_argument() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>(),
        text =>
        {
            var id = JsonSerializer.Serialize(text.Get);
            var message = Read($$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":{{{id}}}}}""");
            return Encoding.UTF8.GetString(message.Id.Span) == id && JsonMembers.Text(message.Params, "name"u8) == JsonSerializer.Deserialize<string>(id);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_make_the_reader_fail_in_another_way() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            try
            {
                EnvelopeReader.Read(bytes);
            }
            catch (McpErrorException)
            {
                // Refused, as it should be.
            }
        }).QuickCheckThrowOnFailure();

    private static Envelope Read(string json) => EnvelopeReader.Read(Encoding.UTF8.GetBytes(json));
}
