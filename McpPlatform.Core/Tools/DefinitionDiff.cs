using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Core.Tools;

/// <summary>What differs between two definitions, value by value, so that a person sees the changed sentence and not two walls of JSON.</summary>
public static class DefinitionDiff
{
    private const int MostChanges = 500;

    // The members a person wants to see first; the others follow as they stand.
    private static readonly string[] First = ["/name", "/title", "/description", "/inputSchema", "/outputSchema", "/annotations"];

    /// <summary>The changes from one definition to another, at most 500, and how many more there are.</summary>
    /// <param name="before">The former one; <see langword="null"/> for none, then everything is new.</param>
    /// <param name="after">The later one.</param>
    public static (IReadOnlyList<DefinitionChange> Changes, int LeftOut) Between(string? before, string after)
    {
        var old = Values(before);
        var now = Values(after);
        var changes = now.Keys.Union(old.Keys).Where(w => old.GetValueOrDefault(w) != now.GetValueOrDefault(w))
            .OrderBy(Rank)
            .Select(w => Change(w, old.GetValueOrDefault(w), now.GetValueOrDefault(w)))
            .ToList();
        return ([.. changes.Take(MostChanges)], Math.Max(0, changes.Count - MostChanges));
    }

    // The text "1" and the number 1 read the same; where only that differs, both are shown as JSON.
    private static DefinitionChange Change(string where, string? before, string? after) =>
        Readable(before) == Readable(after) ? new DefinitionChange(where, before, after) : new DefinitionChange(where, Readable(before), Readable(after));

    private static string? Readable(string? json) => json is ['"', ..] ? JsonSerializer.Deserialize(json, ContractsJson.Default.JsonElement).GetString() : json;

    private static int Rank(string where)
    {
        var rank = Array.FindIndex(First, f => where == f || where.StartsWith(f + "/", StringComparison.Ordinal));
        return rank < 0 ? First.Length : rank;
    }

    private static Dictionary<string, string> Values(string? json)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json is not null)
        {
            using var document = JsonDocument.Parse(json);
            Collect(document.RootElement, "", values);
        }

        return values;
    }

    private static void Collect(JsonElement element, string where, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                foreach (var member in element.EnumerateObject())
                {
                    Collect(member.Value, $"{where}/{Escape(member.Name)}", values);
                }

                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Collect(item, string.Create(CultureInfo.InvariantCulture, $"{where}/{index}"), values);
                }

                break;
            default:
                values[where] = element.GetRawText();
                break;
        }
    }

    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
