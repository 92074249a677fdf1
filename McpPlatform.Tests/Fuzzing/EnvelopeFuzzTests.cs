using System.Text;
using System.Text.Json;
using McpPlatform.Gateway.Protocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Fuzzing;

/// <summary>Whatever comes in place of a message: it is refused in words, or all who read it see the same.</summary>
public sealed class EnvelopeFuzzTests
{
    private static readonly string[] Words =
    [
        "\"jsonrpc\":\"2.0\"", "\"id\":", "\"method\":", "\"params\":", "\"result\":", "\"error\":", "\"_meta\":", "\"name\":", "\"uri\":", "{}", "[]", "null", "1", "-0", "1e99", "9223372036854775808", "\"a\"", "\"\\ud83d\"",
        "\"\\ud83d\\ude00\"", "\\u0069d", "\\", "\"", "{", "}", "[", "]", ",", ":", " ", "\n", "//", "\u00e9", "\ufeff", "\"tools/call\"", "\"resources/read\"", "\"ping\"", "\"p\\u0061rams\":", "true", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ];

    [Fact]
    public void A_message_is_read_as_everybody_reads_it_or_refused() => Fuzz.Run("envelopes", 20_000, Words, (input, _) =>
    {
        if (Read(input) is { } envelope)
        {
            Compare(envelope, input);
            Read(Written(envelope)).ShouldNotBeNull().ShouldSatisfyAllConditions(
                again => again.Kind.ShouldBe(envelope.Kind), again => again.Method.ShouldBe(envelope.Method),
                again => again.Id.Span.SequenceEqual(envelope.Id.Span).ShouldBeTrue(), again => again.Params.Span.SequenceEqual(envelope.Params.Span).ShouldBeTrue());
        }
    });

    [Fact]
    public void Parts_of_a_message_can_be_looked_at_or_are_refused() => Fuzz.Run("envelopes", 20_000, Words, (input, random) =>
    {
        if (Read(input) is { } envelope)
        {
            envelope.Meta.Length.ShouldBeLessThanOrEqualTo(envelope.Params.Length);
            Envelope.RepeatedName(random.Next(2) == 0 ? Methods.ToolsCall : Methods.ResourcesRead, envelope.Params)?.Length.ShouldBeLessThanOrEqualTo(input.Length);
            JsonMembers.Text(envelope.Error, "message"u8)?.Length.ShouldBeLessThanOrEqualTo(input.Length);
            JsonMembers.Find(envelope.Result, "content"u8).Length.ShouldBeLessThanOrEqualTo(input.Length);
        }
    });

    private static Envelope? Read(byte[] input)
    {
        try
        {
            return EnvelopeReader.Read(input);
        }
        catch (McpErrorException exception)
        {
            exception.Error.Code.ShouldBeOneOf(ErrorCodes.ParseError, ErrorCodes.InvalidRequest);
            exception.Error.Message.ShouldEndWith(".");
            return null;
        }
    }

    /// <summary>Against the reader of the framework, which takes the last of several members of a name.</summary>
    private static void Compare(Envelope envelope, byte[] input)
    {
        using var document = JsonDocument.Parse(input);
        var root = document.RootElement;
        Same(root, "params", envelope.Params);
        Same(root, "result", envelope.Result);
        Same(root, "error", envelope.Error);
        (root.TryGetProperty("method", out var method) ? method.GetString() : "").ShouldBe(envelope.Method);
        if (!envelope.Id.IsEmpty)
        {
            Same(root, "id", envelope.Id);
        }
    }

    private static void Same(JsonElement root, string name, ReadOnlyMemory<byte> part) =>
        (root.TryGetProperty(name, out var member) ? member.GetRawText() : "").ShouldBe(Encoding.UTF8.GetString(part.Span), name);

    private static byte[] Written(Envelope envelope)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            Write(writer, "id", envelope.Id);
            Write(writer, "params", envelope.Params);
            Write(writer, "result", envelope.Result);
            Write(writer, "error", envelope.Error);
            if (envelope.Kind is EnvelopeKind.Request or EnvelopeKind.Notification)
            {
                writer.WriteString("method", envelope.Method);
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> part)
    {
        if (!part.IsEmpty)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(part.Span, skipInputValidation: true);
        }
    }
}
