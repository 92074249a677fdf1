using McpPlatform.Contracts.Api;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Poisoning;

/// <summary>
/// Finds texts that talk to the model instead of describing the tool. One sign alone is often honest: a tool may speak of passwords, and may say
/// what to call first. It is the two together that are not.
/// </summary>
internal static class Instructions
{
    public static IEnumerable<DefinitionFinding> Find(DefinitionText text)
    {
        if (text.Text.Length < 8)
        {
            return [];
        }

        // Also as it stands: what is plain in one alphabet is not in another.
        string[] readings = [Skeleton.Plain(text.Text), text.Text.ToLowerInvariant()];
        return readings.Distinct().SelectMany(Of).Select(s => text.Finding(s.Kind, s.Severity, s.Message)).Distinct();
    }

    /// <summary>Whether a text, once its disguise is off, gives a dangerous instruction.</summary>
    public static bool AreIn(string text) => Of(Skeleton.Plain(text)).Any(s => s.Severity == DefinitionSeverity.Danger);

    private static IEnumerable<(FindingKind Kind, DefinitionSeverity Severity, string Message)> Of(string text)
    {
        foreach (var phrase in Phrases.Alone.Where(p => p.IsIn(text)))
        {
            yield return (phrase.Kind, phrase.Severity, phrase.Message);
        }

        if (Phrases.Combined(text) is { } combined)
        {
            yield return combined;
        }
    }
}
