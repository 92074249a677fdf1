using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Patterns;
using McpPlatform.Tests.Architecture;
using McpPlatform.Tests.Fuzzing;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Schemas;

/// <summary>Whatever the schema and the value: an answer or a documented exception, and soon. What these find is kept in the folder <c>corpus</c>.</summary>
public sealed class SchemaFuzzTests
{
    private static readonly int Tries = Fuzz.Tries(3_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string Corpus = Path.Combine(SourceTree.Root, "McpPlatform.Tests", "Guard", "Schemas", "corpus");

    [Fact]
    public void Every_kept_case_is_answered()
    {
        foreach (var line in File.ReadLines(Path.Combine(Corpus, "cases.jsonl")))
        {
            var kept = JsonElement.Parse(line);
            var isText = kept.TryGetProperty("schemaText", out var text);
            Answer(isText ? text.GetString()! : kept.GetProperty("schema").GetRawText(), isText ? kept.GetProperty("valueText").GetString()! : kept.GetProperty("value").GetRawText());
        }
    }

    [Fact]
    public void Every_kept_pattern_is_answered()
    {
        foreach (var pattern in File.ReadLines(Path.Combine(Corpus, "patterns.txt")))
        {
            Match(pattern);
        }
    }

    [Fact]
    public void Random_schemas_are_answered()
    {
        var random = new RandomJson(20_260_728);
        Enumerable.Range(0, Tries).Count(_ => Answer(random.Schema(4), random.Value(4))).ShouldBeGreaterThan(Tries / 4);
    }

    [Fact]
    public void Cases_of_the_official_suite_with_some_bytes_changed_are_answered()
    {
        var random = new Random(20_260_728);
        var cases = OfficialSuite.Files("draft2020-12").SelectMany(f => OfficialSuite.Cases("draft2020-12", f)).ToList();
        Enumerable.Range(0, Tries).Select(_ => cases[random.Next(cases.Count)])
            .Count(c => Answer(Changed(c.Schema.GetRawText(), random), Changed(c.Data.GetRawText(), random))).ShouldBeGreaterThan(Tries / 10);
    }

    [Fact]
    public void Random_patterns_are_refused_or_matched()
    {
        var random = new Random(20_260_728);
        string[] parts = ["a", "b", ".", "^", "$", "|", "(", "(?:", "(?=", "(?<!", "(?<n>", ")", "[", "[^", "]", "-", "\\d", "\\W", "\\s", "\\b", "\\1", "\\k<n>", "\\p{L}", "\\P{Nd}",
            "\\u{1F600}", "\\uD83D", "*", "+", "?", "{2}", "{1,3}", "{", "}", "\\", "é", "🐲", "😀-🙏", ",", "\\cA", "\\x41", "\\0", "=", "<", ">", "#", " ", "\n"];
        for (var i = 0; i < Tries * 3; i++)
        {
            Match(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => parts[random.Next(parts.Length)])));
        }
    }

    /// <summary>Whether the schema could be used.</summary>
    private static bool Answer(string schema, string value)
    {
        var began = Stopwatch.GetTimestamp();
        var isUsed = true;
        try
        {
            foreach (var assertFormats in new[] { false, true })
            {
                var options = new JsonSchemaOptions { AssertFormats = assertFormats, Documents = OfficialSuite.Remotes };
                var compiled = JsonSchema.Compile(Encoding.UTF8.GetBytes(schema), options);
                var violations = compiled.Validate(Encoding.UTF8.GetBytes(value));
                violations.Count.ShouldBeInRange(0, SchemaLimits.MaxViolations + 1);
                violations.ShouldAllBe(v => v.Message.EndsWith('.'));
                using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(value));
                compiled.IsValid(document.RootElement).ShouldBe(violations.Count == 0);
                if (Rewritten(schema) is { } otherSchema && Rewritten(value) is { } otherValue)
                {
                    JsonSchema.Compile(otherSchema, options).Validate(otherValue).Select(v => (v.Location, v.Keyword)).ShouldBe(violations.Select(v => (v.Location, v.Keyword)));
                }
            }
        }
        catch (Exception exception) when (exception is JsonSchemaException or JsonException)
        {
            isUsed = false;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Add to the corpus:\n{JsonSerializer.Serialize(new { schemaText = schema, valueText = value })}", exception);
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Patience, schema);
        return isUsed;
    }

    /// <summary>The same JSON with other blanks and escapes; <see langword="null"/> where a text in it is none.</summary>
    private static byte[]? Rewritten(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            using var stream = new MemoryStream();
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                Rewrite(document.RootElement, writer);
            }

            return stream.ToArray();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static void Rewrite(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    Rewrite(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                element.EnumerateArray().ToList().ForEach(item => Rewrite(item, writer));
                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static void Match(string pattern)
    {
        try
        {
            Pattern.Compile(pattern).IsMatch("ab🐲 \\u00e9\\ud83d-_1"u8, new Evaluation(hasDynamicScope: false, report: false));
        }
        catch (FormatException exception)
        {
            exception.Message.ShouldNotEndWith(".");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Add to the corpus: {pattern}", exception);
        }
    }

    private static string Changed(string json, Random random)
    {
        var text = new StringBuilder(json);
        for (var i = random.Next(3); i > 0 && text.Length > 1; i--)
        {
            var at = random.Next(text.Length);
            _ = random.Next(4) switch
            {
                0 => text.Remove(at, 1),
                1 => text.Insert(at, json.AsSpan(random.Next(json.Length), 1)),
                2 => text.Replace(text[at], (char)random.Next(32, 127), at, 1),
                _ => text.Replace("#", "#/" + random.Next(9).ToString(CultureInfo.InvariantCulture), 0, text.Length),
            };
        }

        return text.ToString();
    }
}
