namespace McpPlatform.Guard.Schemas.Patterns;

/// <summary>Properties in patterns (ECMA-262, 22.2.1): general categories by their short and long names, <c>Any</c> and <c>ASCII</c>.</summary>
internal static class UnicodeProperty
{
    private static readonly Dictionary<string, string> LongNames = new()
    {
        ["Letter"] = "L", ["Uppercase_Letter"] = "Lu", ["Lowercase_Letter"] = "Ll", ["Titlecase_Letter"] = "Lt",
        ["Modifier_Letter"] = "Lm", ["Other_Letter"] = "Lo", ["Mark"] = "M", ["Combining_Mark"] = "M", ["Nonspacing_Mark"] = "Mn",
        ["Spacing_Mark"] = "Mc", ["Enclosing_Mark"] = "Me", ["Number"] = "N", ["Decimal_Number"] = "Nd", ["digit"] = "Nd",
        ["Letter_Number"] = "Nl", ["Other_Number"] = "No", ["Punctuation"] = "P", ["punct"] = "P", ["Connector_Punctuation"] = "Pc",
        ["Dash_Punctuation"] = "Pd", ["Open_Punctuation"] = "Ps", ["Close_Punctuation"] = "Pe", ["Initial_Punctuation"] = "Pi",
        ["Final_Punctuation"] = "Pf", ["Other_Punctuation"] = "Po", ["Symbol"] = "S", ["Math_Symbol"] = "Sm", ["Currency_Symbol"] = "Sc",
        ["Modifier_Symbol"] = "Sk", ["Other_Symbol"] = "So", ["Separator"] = "Z", ["Space_Separator"] = "Zs", ["Line_Separator"] = "Zl",
        ["Paragraph_Separator"] = "Zp", ["Other"] = "C", ["Control"] = "Cc", ["cntrl"] = "Cc", ["Format"] = "Cf", ["Surrogate"] = "Cs",
        ["Private_Use"] = "Co", ["Unassigned"] = "Cn",
    };

    /// <exception cref="FormatException">There is no such property, or it is not supported.</exception>
    public static CharacterClass Of(string property)
    {
        var name = property[(property.StartsWith("gc=", StringComparison.Ordinal) || property.StartsWith("General_Category=", StringComparison.Ordinal)
            ? property.IndexOf('=', StringComparison.Ordinal) + 1 : 0)..];
        return property switch
        {
            "Any" => new CharacterClass([(0, 0x10FFFF)]),
            "ASCII" => new CharacterClass([(0, 127)]),
            _ when (LongNames.GetValueOrDefault(name) ?? name) is var category && LongNames.ContainsValue(category) => new CharacterClass([], $@"\p{{{category}}}"),
            _ => throw new FormatException($"a pattern looks for the property '{(property.Length > 40 ? property[..40] : property)}', which is not supported"),
        };
    }
}
