using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>The metaschemas of 2020-12, 2019-09 and draft-07, which schemas may refer to, by address.</summary>
internal static class Metaschemas
{
    private const string Folder = "McpPlatform.Guard.Schemas.Metaschemas.";

    public static readonly IReadOnlyDictionary<string, JsonElement> All =
        new[] { "2020-12.json", "2019-09.json", "draft-07.json" }.SelectMany(Read).ToDictionary(m => m.GetProperty("$id").GetString()!);

    private static List<JsonElement> Read(string file)
    {
        using var stream = typeof(Metaschemas).Assembly.GetManifestResourceStream(Folder + file)!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(m => m.Clone())];
    }
}
