namespace McpPlatform.Guard.Detection;

/// <summary>Classes of bytes of UTF-8.</summary>
internal static class Characters
{
    public const byte Digit = 1;
    public const byte Upper = 2;
    public const byte Lower = 4;

    /// <summary>Part of a character beyond ASCII.</summary>
    public const byte High = 8;

    /// <summary>A sign around which something may lie: <c>@ :</c>.</summary>
    public const byte Sign = 16;

    public const byte Letter = Upper | Lower | High;
    public const byte Word = Digit | Letter;

    private static readonly byte[] Table = Build();

    public static ReadOnlySpan<byte> Classes => Table;

    public static bool IsDigit(byte value) => (uint)(value - '0') <= 9;

    public static bool IsUpper(byte value) => (uint)(value - 'A') <= 25;

    public static bool IsAsciiLetter(byte value) => (uint)((value | 0x20) - 'a') <= 25;

    public static bool IsWord(byte value) => (Table[value] & Word) != 0;

    public static bool IsHex(byte value) => IsDigit(value) || (uint)((value | 0x20) - 'a') <= 5;

    public static byte ToLower(byte value) => IsUpper(value) ? (byte)(value | 0x20) : value;

    private static byte[] Build()
    {
        var table = new byte[256];
        for (var value = 0; value < 256; value++)
        {
            table[value] = value switch
            {
                >= '0' and <= '9' => Digit,
                >= 'A' and <= 'Z' => Upper,
                >= 'a' and <= 'z' => Lower,
                >= 0x80 => High,
                '@' or ':' => Sign,
                _ => 0,
            };
        }

        return table;
    }
}
