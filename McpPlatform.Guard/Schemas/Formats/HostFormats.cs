using System.Globalization;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary><c>hostname</c> (RFC 1123, 2.1, with A-labels of RFC 5890) and <c>idn-hostname</c> (RFC 5890 to 5893).</summary>
internal static class HostFormats
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;
    private const string Prefix = "xn--";
    private static readonly IdnMapping Punycode = new() { AllowUnassigned = true };

    public static bool IsHostname(string text) =>
        text.Length is > 0 and <= MaxName && text.Split('.') is var labels && Array.TrueForAll(labels, IsAsciiLabel);

    public static bool IsInternationalHostname(string text)
    {
        if (text.Length is 0 or > MaxName)
        {
            return false;
        }

        var labels = text.Split('.', '\u3002', '\uFF0E', '\uFF61');
        return Array.TrueForAll(labels, label => label.Length > 0 && (label.All(char.IsAscii) ? IsAsciiLabel(label) : IsInternationalLabel(label)))
            && BidiRule.Holds([.. labels.Select(label => label.All(char.IsAscii) ? Decode(label) ?? label : label)]);
    }

    private static bool IsAsciiLabel(string label) =>
        label.Length is > 0 and <= MaxLabel
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-'
        && (label.IndexOf("--", StringComparison.Ordinal) != 2 || IsEncodedLabel(label));

    private static bool IsEncodedLabel(string label) =>
        Decode(label) is { } decoded && decoded.Any(c => !char.IsAscii(c)) && IsInternationalLabel(decoded)
        && string.Equals(Encode(decoded), label, StringComparison.OrdinalIgnoreCase) && BidiRule.Holds([decoded]);

    private static bool IsInternationalLabel(string label) =>
        label[0] != '-' && label[^1] != '-' && label.IndexOf("--", StringComparison.Ordinal) != 2
        && InternationalLabel.IsAllowed(label) && Encode(label) is { Length: <= MaxLabel };

    private static string? Decode(string label)
    {
        try
        {
            return label.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? Punycode.GetUnicode(label) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Encode(string label)
    {
        try
        {
            return Punycode.GetAscii(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
