using McpPlatform.Contracts.Api;
using McpPlatform.Guard.Lettering;

namespace McpPlatform.Guard.Poisoning;

/// <summary>Finds words whose letters are not what they look like.</summary>
internal static class Lookalikes
{
    private const int StyledLetters = 8;

    public static IEnumerable<DefinitionFinding> Find(DefinitionText text)
    {
        var isName = text.Role is TextRole.Name or TextRole.ParameterName;
        if (Words(text.Text).FirstOrDefault(word => IsMixed(word) || (text.Role == TextRole.Name && IsWhollyAlike(word))) is { } mixed)
        {
            yield return text.Finding(
                FindingKind.Lookalikes, isName ? DefinitionSeverity.Danger : DefinitionSeverity.Warning,
                $"'{mixed}' mixes letters of several scripts that look alike; it reads like '{Skeleton.Plain(mixed)}'.");
        }

        if (text.Text.EnumerateRunes().Count(r => r.Value is >= 0x1D400 and <= 0x1D7FF) >= StyledLetters)
        {
            yield return text.Finding(FindingKind.Lookalikes, DefinitionSeverity.Warning, "The text is written in mathematical letters, which look like plain ones.");
        }
    }

    private static bool IsMixed(string word) => word.Any(char.IsAsciiLetter) && word.Any(Skeleton.IsLookalike);

    private static bool IsWhollyAlike(string word) => word.Length > 1 && word.Any(Skeleton.IsLookalike) && Skeleton.Plain(word).All(char.IsAscii);

    private static IEnumerable<string> Words(string text)
    {
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetter(text[i]);
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                yield return text[start..i];
                start = -1;
            }
        }
    }
}
