using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Guard.Schemas;

/// <summary>
/// The official JSON Schema Test Suite. It comes with Debian's package of a tester in Perl; a checkout of the suite's own repository is taken
/// instead where <c>JSON_SCHEMA_TEST_SUITE</c> names its folder. (The packages of npm that are called after it hold draft-03 and draft-04 alone,
/// or nothing.)
/// </summary>
internal static class OfficialSuite
{
    private const string Packaged = "/usr/share/perl5/auto/share/dist/Test-JSON-Schema-Acceptance";

    private static string Root { get; } = System.Environment.GetEnvironmentVariable("JSON_SCHEMA_TEST_SUITE") is { Length: > 0 } named ? named : Packaged;

    /// <summary>Whether the suite is there.</summary>
    public static bool IsInstalled => Directory.Exists(Path.Combine(Root, "tests", "draft2020-12"));

    /// <summary>Files of cases, as paths below the folder of an edition, such as <c>optional/format/uri.json</c>; none where the suite is missing.</summary>
    public static IEnumerable<string> Files(string edition)
    {
        var folder = Path.Combine(Root, "tests", edition);
        return !IsInstalled ? [] : Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }

    public static IEnumerable<SuiteCase> Cases(string edition, string file)
    {
        var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root, "tests", edition, file)));
        foreach (var group in document.RootElement.EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                yield return new SuiteCase(
                    $"{group.GetProperty("description").GetString()} / {test.GetProperty("description").GetString()}",
                    InEdition(edition, group.GetProperty("schema")), test.GetProperty("data"), test.GetProperty("valid").GetBoolean());
            }
        }
    }

    // Schemas of draft-07 do not say there that they are.
    private static JsonElement InEdition(string edition, JsonElement schema)
    {
        if (edition != "draft7" || schema.ValueKind != JsonValueKind.Object || schema.TryGetProperty("$schema", out _))
        {
            return schema;
        }

        var said = JsonNode.Parse(schema.GetRawText())!.AsObject();
        said["$schema"] = "http://json-schema.org/draft-07/schema#";
        return JsonSerializer.SerializeToElement(said);
    }

    /// <summary>The documents that cases refer to, by the address the suite gives them.</summary>
    public static IReadOnlyDictionary<string, JsonElement> Remotes { get; } = !IsInstalled ? new Dictionary<string, JsonElement>() : Directory
        .EnumerateFiles(Path.Combine(Root, "remotes"), "*.json", SearchOption.AllDirectories)
        .ToDictionary(
            f => $"http://localhost:1234/{Path.GetRelativePath(Path.Combine(Root, "remotes"), f).Replace('\\', '/')}",
            f => JsonDocument.Parse(File.ReadAllBytes(f)).RootElement);
}

/// <summary>A value, a schema, and whether the one fits the other.</summary>
internal sealed record SuiteCase(string Name, JsonElement Schema, JsonElement Data, bool Valid);
