using System.Globalization;

namespace McpPlatform.Gateway.Registry;

/// <summary>Text of strangers, as it may be shown: no control characters, which terminals obey, nothing invisible or turned around, and not long.</summary>
internal static class ForeignText
{
    /// <summary>The text; <see langword="null"/> for one that says nothing.</summary>
    public static string? Of(string? text, int maxLength)
    {
        var shown = string.Concat((text ?? "").Take(maxLength * 2).Where(IsShown).Select(c => char.IsWhiteSpace(c) ? ' ' : c)).Trim();
        return shown.Length == 0 ? null : shown.Length <= maxLength ? shown : $"{shown[..(maxLength - 1)].TrimEnd()}…";
    }

    // Half a character of two, which a cut may leave, goes as well; so do the few that need two.
    private static bool IsShown(char c) => char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
