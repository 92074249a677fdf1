using FsCheck;
using FsCheck.Fluent;

namespace McpPlatform.Tests.Guard.Redaction;

/// <summary>Texts put together from data, near data, signs and words, as they come and as nobody writes them.</summary>
internal static class SampleTexts
{
    private static readonly string[] Pieces =
    [
        "4111 1111 1111 1111", "4111111111111111", "5500-0000-0000-0004", "123-45-6780", "DE89 3704 0044 0532 0130 00", "anna@nordwind.example", "anna%40nordwind.example", "+49 30 23125 114", "(415) 555-0142",
        "203.0.113.7", "2001:db8::8a2e:370:7334", "12 Elm Street", "Hauptstraße 5", "Maria Gonzalez", "Dr. Winterbottom", "password=rT7vbq92LmX", "Bearer a1B2c3D4e5F6g7H8", "postgres://app:n0tSoGuess@db/x",
        "Zq8Lm2Xv7Tn4Rk9Wp3Yb6Hd1Fj5Gs0CuE7aQ4", "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nMIIEpAIB", "-----END PRIVATE KEY-----", "４１１１１１１１１１１１１１１１",
        "4111\u00a01111\u00a01111\u00a01111", "11 22 33 44", "1", "22", "333", "tel. ", "SSN ", "BSN ", "327295181", "22 810 44 12", "[card]", "[phone]", "[", "]", "\\n", "\\", "\"", "'", ":", "=", "@", "-", ".", ",", "/", "+", "(", ")",
        " ", " ", "\n", "\n", "\r\n", "\t", "the ", "Anna", "Order ", "é", "ß", "卡", "\u200b", "\ud83d\ude00",
    ];

    public static Gen<string> Any { get; } = Gen.Elements(Pieces).ListOf().Select(string.Concat);

    /// <summary>As usual, but with blanks between the pieces.</summary>
    public static Gen<string> Plain { get; } = Gen.Elements(Pieces.Where(p => p.Length > 3 && !p.Contains("----", StringComparison.Ordinal)).ToArray()).ListOf().Select(p => string.Join("; ", p));
}
