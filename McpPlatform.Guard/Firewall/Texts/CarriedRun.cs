using System.Text;
using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Judges a code that says plain text and is part of an address: data on its way out.</summary>
internal static partial class CarriedRun
{
    private const int Before = 240;
    private const int FewestWords = 3;

    /// <summary>How bad it is; <see langword="null"/> for what is honest.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the code begins in it.</param>
    /// <param name="decoded">What the code says.</param>
    public static ThreatSeverity? Judge(ReadOnlySpan<byte> text, int start, ReadOnlySpan<byte> decoded)
    {
        var before = Encoding.Latin1.GetString(text[Math.Max(0, start - Before)..start]);
        if (!Address().IsMatch(before) || !IsProse(decoded))
        {
            return null;
        }

        return Picture().IsMatch(before) || Sensitive().IsMatch(Encoding.UTF8.GetString(decoded)) ? ThreatSeverity.Danger : ThreatSeverity.Warning;
    }

    private static bool IsProse(ReadOnlySpan<byte> decoded)
    {
        foreach (var sign in decoded)
        {
            if (sign is < 0x20 or 0x7F)
            {
                return false;
            }
        }

        return decoded.Count((byte)' ') >= FewestWords;
    }

    [GeneratedRegex(@"https?://[^\s""'<>)]*[=/]$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [GeneratedRegex(@"(!\[[^\]]*\]\(\s*|<img[^>]*src\s*=\s*.?)https?://[^\s""'<>)]*$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Picture();

    [GeneratedRegex(@"passw|secret|token|\bkey\b|card|iban|cvv|\bpin\b|user", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Sensitive();
}
