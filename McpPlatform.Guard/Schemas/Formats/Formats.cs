using System.Collections.Frozen;
using McpPlatform.Guard.Schemas.Patterns;

namespace McpPlatform.Guard.Schemas.Formats;

/// <summary>The formats of JSON Schema (Validation, 7.3), by name.</summary>
internal static class Formats
{
    public static readonly FrozenDictionary<string, Func<string, bool>> All = new Dictionary<string, Func<string, bool>>
    {
        ["date-time"] = TimeFormats.IsDateTime,
        ["date"] = TimeFormats.IsDate,
        ["time"] = TimeFormats.IsTime,
        ["duration"] = TimeFormats.IsDuration,
        ["email"] = text => EmailFormat.IsEmail(text, international: false),
        ["idn-email"] = text => EmailFormat.IsEmail(text, international: true),
        ["hostname"] = HostFormats.IsHostname,
        ["idn-hostname"] = HostFormats.IsInternationalHostname,
        ["ipv4"] = AddressFormats.IsIPv4,
        ["ipv6"] = AddressFormats.IsIPv6,
        ["uri"] = text => UriFormats.IsReference(text, international: false, relative: false),
        ["uri-reference"] = text => UriFormats.IsReference(text, international: false, relative: true),
        ["iri"] = text => UriFormats.IsReference(text, international: true, relative: false),
        ["iri-reference"] = text => UriFormats.IsReference(text, international: true, relative: true),
        ["uri-template"] = UriFormats.IsTemplate,
        ["uuid"] = IsUuid,
        ["json-pointer"] = PointerFormats.IsPointer,
        ["relative-json-pointer"] = PointerFormats.IsRelativePointer,
        ["regex"] = IsRegex,
    }.ToFrozenDictionary();

    private static bool IsUuid(string text) =>
        text.Length == 36 && text.Index().All(c => c.Index is 8 or 13 or 18 or 23 ? c.Item == '-' : char.IsAsciiHexDigit(c.Item));

    private static bool IsRegex(string text)
    {
        try
        {
            return text.Length <= SchemaLimits.MaxPatternLength && new PatternTranslation(text).Run() is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
