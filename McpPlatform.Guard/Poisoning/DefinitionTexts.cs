using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Poisoning;

/// <summary>What a text in a definition is.</summary>
internal enum TextRole
{
    /// <summary>Name of the tool.</summary>
    Name,

    /// <summary>A sentence for the model: descriptions and titles, at any depth.</summary>
    Prose,

    /// <summary>Name of a parameter, or of a member of one.</summary>
    ParameterName,

    /// <summary>Any other text: a choice, a default, an example, a keyword nobody knows.</summary>
    Value,
}

/// <summary>A text in a definition, wherever a model may read it.</summary>
/// <param name="Where">JSON pointer.</param>
/// <param name="Role">What it is.</param>
/// <param name="Text">The text.</param>
/// <param name="Parameter">The parameter it describes; <see langword="null"/> for none.</param>
internal sealed record DefinitionText(string Where, TextRole Role, string Text, string? Parameter)
{
    /// <summary>A finding in this text.</summary>
    public DefinitionFinding Finding(FindingKind kind, DefinitionSeverity severity, string message) => new(kind, severity, Where, message);
}

/// <summary>All texts of a definition. What is too long to be read is said and not skipped over in silence.</summary>
internal static class DefinitionTexts
{
    private const int MostTexts = 5_000;
    private const int LongestText = 65_536;

    public static IReadOnlyList<DefinitionText> Of(string json)
    {
        var texts = new List<DefinitionText>();
        using var document = JsonDocument.Parse(json);
        Collect(texts, document.RootElement, "", null, namesParameters: false);
        return texts;
    }

    /// <summary>Says where texts go beyond what a person can be expected to read.</summary>
    public static IEnumerable<DefinitionFinding> Limits(IReadOnlyList<DefinitionText> texts)
    {
        if (texts.Count >= MostTexts)
        {
            yield return new DefinitionFinding(
                FindingKind.Instruction, DefinitionSeverity.Danger, "", $"The definition holds more than {MostTexts:N0} texts; only those were looked at.");
        }

        foreach (var text in texts.Where(t => t.Text.Length >= LongestText))
        {
            yield return text.Finding(FindingKind.Instruction, DefinitionSeverity.Danger, $"The text is longer than {LongestText:N0} characters; only those were looked at.");
        }
    }

    private static void Collect(List<DefinitionText> texts, JsonElement element, string where, string? parameter, bool namesParameters)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    var at = $"{where}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
                    if (namesParameters)
                    {
                        Add(texts, new DefinitionText(at, TextRole.ParameterName, member.Name, member.Name));
                    }

                    Collect(
                        texts, member.Value, at, namesParameters ? member.Name : parameter,
                        !namesParameters && member.Name is "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas");
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Collect(texts, item, string.Create(CultureInfo.InvariantCulture, $"{where}/{index}"), parameter, namesParameters: false);
                }

                break;
            case JsonValueKind.String:
                Add(texts, new DefinitionText(where, RoleOf(where), element.GetString()!, parameter));
                break;
        }
    }

    private static void Add(List<DefinitionText> texts, DefinitionText text)
    {
        if (texts.Count < MostTexts && text.Text.Length > 0)
        {
            texts.Add(text.Text.Length > LongestText ? text with { Text = text.Text[..LongestText] } : text);
        }
    }

    private static TextRole RoleOf(string where) =>
        where == "/name" ? TextRole.Name
        : where.EndsWith("/description", StringComparison.Ordinal) || where.EndsWith("/title", StringComparison.Ordinal)
            || where.EndsWith("/$comment", StringComparison.Ordinal) ? TextRole.Prose
        : TextRole.Value;
}
