using System.Text.Json;

namespace McpPlatform.Store.Database;

/// <summary>Enums as the database writes them: <c>snake_case</c>, like the API.</summary>
internal static class StoredName
{
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.ToStored[value];

    public static TEnum Read<TEnum>(string stored)
        where TEnum : struct, Enum => Names<TEnum>.FromStored[stored];

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<TEnum, string> ToStored =
            Enum.GetValues<TEnum>().ToDictionary(v => v, v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, TEnum> FromStored = ToStored.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
