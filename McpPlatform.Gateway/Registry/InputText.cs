using System.Text.RegularExpressions;

namespace McpPlatform.Gateway.Registry;

/// <summary>What an input of a registry's entry is, as far as the entry says it; what it leaves to people is never invented.</summary>
internal static partial class InputText
{
    private const int MaxLength = 8_192;

    /// <summary>The text; <see langword="null"/> where somebody has to give it.</summary>
    public static string? Of(RegistryInput input) => Known(input) is { } text ? Filled(text, input.Variables) : null;

    /// <summary>A text whose <c>{variables}</c> are filled in; <see langword="null"/> where one is not known. Braces that name none stay, as the format says.</summary>
    public static string? Filled(string text, IReadOnlyDictionary<string, RegistryInput>? variables)
    {
        // A few names in braces could stand for gigabytes.
        var left = MaxLength - text.Length;
        var complete = left >= 0;
        var filled = complete ? Variable().Replace(text, match => Fill(match)) : text;
        return complete ? filled : null;

        string Fill(Match match)
        {
            if (variables is null || !variables.TryGetValue(match.Groups[1].Value, out var variable))
            {
                return match.Value;
            }

            var known = variable is null ? null : Known(variable);
            left -= known?.Length ?? 0;
            complete &= known is not null && left >= 0;
            return complete ? known! : "";
        }
    }

    /// <summary>Whether a text still has parts in braces.</summary>
    public static bool IsTemplate(string text) => Variable().IsMatch(text);

    // A default for a secret would be known to everybody, and one for a path lies on somebody else's machine.
    private static string? Known(RegistryInput input) => input.Value ?? (input.IsSecret || input.Format == "filepath" ? null : input.Default);

    [GeneratedRegex(@"\{([A-Za-z0-9_.-]{1,100})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
