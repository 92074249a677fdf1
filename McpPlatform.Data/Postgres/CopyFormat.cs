namespace McpPlatform.Data.Postgres;

/// <summary>The frame of a binary COPY stream: signature, flags and extension length, then rows, then a field count of -1.</summary>
internal static class CopyFormat
{
    public const int HeaderLength = 19;

    public static ReadOnlySpan<byte> Signature => Header[..11];

    public static ReadOnlySpan<byte> Header =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static ReadOnlySpan<byte> Trailer => [0xFF, 0xFF];
}
