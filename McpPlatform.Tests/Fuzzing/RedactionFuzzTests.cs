using System.Buffers;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Fuzzing;

/// <summary>Whatever the text, and wherever it is cut: the same is hidden, and JSON stays JSON.</summary>
public sealed class RedactionFuzzTests
{
    private static readonly string[] Words =
    [
        "4111 1111 1111 1111", "4111111111111111", "123-45-6780", "DE89 3704 0044 0532 0130 00", "anna@nordwind.example", "anna%40nordwind.example", "anna\\u0040nordwind.example", "+49 30 23125 114", "203.0.113.7",
        "2001:db8::8a2e:370:7334", "12 Elm Street", "Maria Gonzalez", "Dr. Winterbottom", "password=rT7vbq92LmX", "Bearer a1B2c3D4e5F6g7H8", "postgres://app:n0tSoGuess@db/x", "Zq8Lm2Xv7Tn4Rk9Wp3Yb6Hd1Fj5Gs0CuE7aQ4",
        "-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\\n", "MIIEpAIBAAKCAQEA", "４１１１１１１１１１１１１１１１", "\u00a0", "\u200b", "\\n", "\\u00e9", "\\ud83d", "\\ude00", "\\\"", "\\", "\"", "{",
        "}", "[", "]", ":", ",", "SSN ", "tel. ", "card", "\n", "\r\n", "\t", " ", "&#64;", "[email]", "[card]", "\ud83d\ude00", "卡", "0", "1.5e3", "null", "\"password\":", "\"email\":",
    ];

    [Fact]
    public void A_text_that_is_cut_anywhere_gives_the_same_as_the_whole() => Fuzz.Run("texts", 6_000, Words, (input, random) =>
        Streamed(input, random).SequenceEqual(Whole(input)).ShouldBeTrue("pieces and whole differ"));

    [Fact]
    public void JSON_stays_JSON_of_the_same_shape() => Fuzz.Run("json", 6_000, Words, (input, _) =>
    {
        using var texts = new TextRedactor(RedactionRules.Default);
        if (Shape(input) is { } shape)
        {
            Shape(new JsonRedactor(texts).Redact(input, new RedactionReport()).ToArray()).ShouldBe(shape);
        }
        else
        {
            Should.Throw<JsonException>(() => new JsonRedactor(texts).Redact(input, new RedactionReport()));
        }
    });

    [Fact]
    public void A_text_that_is_JSON_stays_JSON_of_the_same_shape_and_hides_what_any_text_hides() => Fuzz.Run("json", 6_000, Words, (input, _) =>
    {
        var (plain, value) = (new RedactionReport(), new RedactionReport());
        Whole(input, plain);
        using var texts = new TextRedactor(RedactionRules.Default);
        var output = new ArrayBufferWriter<byte>();
        var redacted = texts.TryRedactValue(input, default, value, output) ? output.WrittenSpan.ToArray() : input;
        if (Shape(input) is { } shape && input.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            Shape(redacted).ShouldBe(shape, Encoding.UTF8.GetString(redacted));
        }
        else
        {
            redacted.SequenceEqual(Whole(input)).ShouldBeTrue(Encoding.UTF8.GetString(redacted));
            value.Counts.ShouldBe(plain.Counts);
        }
    });

    [Fact]
    public void However_signs_are_escaped_the_same_is_hidden() => Fuzz.Run("json", 4_000, Words, (input, random) =>
    {
        if (Escaped(input, random) is { } escaped)
        {
            Values(escaped).ShouldBe(Values(input));
        }
    });

    private static byte[] Whole(byte[] text) => Whole(text, new RedactionReport());

    private static byte[] Whole(byte[] text, RedactionReport report)
    {
        using var redactor = new TextRedactor(RedactionRules.Default);
        var output = new ArrayBufferWriter<byte>();
        return redactor.TryRedact(text, default, report, output) ? output.WrittenSpan.ToArray() : text;
    }

    private static byte[] Streamed(byte[] text, Random random)
    {
        using var redactor = new StreamRedactor(RedactionRules.Default, new RedactionReport());
        var output = new ArrayBufferWriter<byte>();
        for (int at = 0, size; at < text.Length; at += size)
        {
            size = Math.Min(text.Length - at, random.Next(1, random.Next(2, 64)));
            redactor.Write(text.AsSpan(at, size), output);
        }

        redactor.Complete(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The kinds of its tokens, one letter each; <see langword="null"/> where it is no JSON.</summary>
    private static string? Shape(byte[] json)
    {
        try
        {
            var shape = new StringBuilder();
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
            while (reader.Read())
            {
                shape.Append((char)('a' + (int)reader.TokenType));
            }

            return shape.ToString();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same JSON with some signs written as their number; <see langword="null"/> where it is none, or holds no text.</summary>
    private static byte[]? Escaped(byte[] json, Random random)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream))
            {
                Write(document.RootElement, writer, random);
            }

            return stream.ToArray();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer, Random random)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                element.EnumerateArray().ToList().ForEach(item => Write(item, writer, random));
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Write(member.Value, writer, random);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.String:
                writer.WriteRawValue($"\"{string.Concat(element.GetString()!.Select(c => c is < ' ' or '"' or '\\' || char.IsSurrogate(c) || random.Next(3) == 0 ? $"\\u{(int)c:x4}" : c.ToString()))}\"");
                break;
            default:
                writer.WriteRawValue(element.GetRawText());
                break;
        }
    }

    private static string Values(byte[] json)
    {
        using var texts = new TextRedactor(RedactionRules.Default);
        using var document = JsonDocument.Parse(new JsonRedactor(texts).Redact(json, new RedactionReport()));
        return JsonSerializer.Serialize(document.RootElement);
    }
}
