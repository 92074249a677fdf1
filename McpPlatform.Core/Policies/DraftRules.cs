using System.Text.RegularExpressions;

namespace McpPlatform.Core.Policies;

/// <summary>What names and texts of sets of policies have to be like.</summary>
internal static partial class DraftRules
{
    private const int MaxTextLength = 262_144;
    private const int MostDrafts = 20;

    /// <exception cref="InvalidInputException">There are too many, or one is none.</exception>
    public static void Check(IReadOnlyDictionary<string, string> drafts)
    {
        if (drafts.Count > MostDrafts)
        {
            throw new InvalidInputException($"'drafts' holds at most {MostDrafts} sets.");
        }

        foreach (var (name, text) in drafts)
        {
            CheckName(name);
            CheckText(text);
        }
    }

    /// <exception cref="InvalidInputException">It is no name.</exception>
    public static void CheckName(string name)
    {
        if (!Name().IsMatch(name))
        {
            throw new InvalidInputException("The name of a set of policies has 1 to 50 lower-case letters, digits or '-' and begins with a letter.");
        }
    }

    /// <exception cref="InvalidInputException">It is empty or too long.</exception>
    public static void CheckText(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxTextLength)
        {
            throw new InvalidInputException($"A text of policies has 1 to {MaxTextLength} characters.");
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,49}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
