using System.Diagnostics;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Schemas;

/// <summary>What schemas of tools cost. The bounds are loose; the figures are in the output.</summary>
public sealed class SchemaCostTests(ITestOutputHelper output)
{
    private const string Tool = """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","additionalProperties":false,
         "required":["repository","title","labels","author"],
         "properties":{
          "repository":{"type":"string","pattern":"^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$","description":"Owner and name."},
          "title":{"type":"string","minLength":1,"maxLength":256},
          "body":{"type":"string"},
          "state":{"type":"string","enum":["open","closed","all"],"default":"open"},
          "priority":{"type":"integer","minimum":1,"maximum":5},
          "ratio":{"type":"number","exclusiveMinimum":0,"maximum":1},
          "draft":{"type":"boolean"},
          "labels":{"type":"array","items":{"type":"string","minLength":1},"maxItems":20,"uniqueItems":true},
          "author":{"$ref":"#/$defs/person"},
          "reviewers":{"type":"array","items":{"$ref":"#/$defs/person"}},
          "due":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]}},
         "$defs":{"person":{"type":"object","required":["name"],"additionalProperties":false,
          "properties":{"name":{"type":"string"},"email":{"type":"string","format":"email"},"id":{"type":"integer"}}}}}
        """;

    private static readonly byte[] Arguments = Encoding.UTF8.GetBytes($$"""
        {"repository":"example/project","title":"A title of some length, as people write them","body":"{{new string('x', 480)}}",
         "state":"open","priority":3,"ratio":0.25,"draft":false,"labels":["bug","gateway","schemas","needs triage"],
         "author":{"name":"Ada","email":"ada@example.org","id":1815},
         "reviewers":[{"name":"Grace","id":1906},{"name":"Alan","id":1912}],"due":null}
        """);

    [Fact]
    public void A_thousand_schemas_of_tools_compile_within_two_seconds()
    {
        var utf8 = Encoding.UTF8.GetBytes(Tool);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 1_000; i++)
        {
            JsonSchema.Compile(utf8);
        }

        var took = Stopwatch.GetElapsedTime(began);
        output.WriteLine($"A schema compiles in {took.TotalMicroseconds / 1_000:0} µs.");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Arguments_of_a_kilobyte_are_checked_in_far_less_than_a_millisecond()
    {
        const int Times = 20_000;
        var schema = JsonSchema.Compile(Encoding.UTF8.GetBytes(Tool));
        using var document = JsonDocument.Parse(Arguments);
        schema.Validate(Arguments).ShouldBeEmpty();
        var dom = Measure(Times, () => schema.IsValid(document.RootElement));
        var bytes = Measure(Times, () => schema.Validate(Arguments));
        output.WriteLine($"{Arguments.Length} bytes: {dom.Nanoseconds:0} ns and {dom.Allocated} bytes allocated parsed, {bytes.Nanoseconds:0} ns and {bytes.Allocated} bytes from UTF-8.");
        bytes.Nanoseconds.ShouldBeLessThan(500_000);
    }

    private static (double Nanoseconds, long Allocated) Measure(int times, Action act)
    {
        for (var i = 0; i < times; i++)
        {
            act();
        }

        var (began, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < times; i++)
        {
            act();
        }

        return (Stopwatch.GetElapsedTime(began).TotalNanoseconds / times, (GC.GetAllocatedBytesForCurrentThread() - allocated) / times);
    }
}
