using System.Buffers;
using System.Buffers.Text;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>What a long run of signs says, where it is base64 or hexadecimal code of text.</summary>
internal static class CodedRun
{
    // A shorter run is read only where its beginning is text; a longer one always, since something may stand before the text.
    public const int Long = 96;
    private const int Head = 12;

    /// <summary>Reads it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="decoded">Takes what it says; as long as the run at least.</param>
    /// <param name="offset">How many signs to leave at its beginning, 0 to 3: those may belong to what stands before a code.</param>
    /// <returns>How many bytes it says; 0 for none.</returns>
    public static int Read(ReadOnlySpan<byte> run, Span<byte> decoded, int offset)
    {
        var length = offset == 0 ? FromHex(run, decoded) : 0;
        length = length > 0 ? length : FromBase64(run[Math.Min(offset, run.Length)..], decoded);
        return length > 0 && (run.Length >= Long || IsText(decoded[..Math.Min(length, Head)])) ? length : 0;
    }

    private static int FromHex(ReadOnlySpan<byte> run, Span<byte> decoded) =>
        (run.Length & 1) == 0 && run[0] is >= (byte)'0' and <= (byte)'7' && run[2] is >= (byte)'0' and <= (byte)'7'
        && Convert.FromHexString(run, decoded, out _, out var written) == OperationStatus.Done ? written : 0;

    // What is left over at the end carries no whole byte.
    private static int FromBase64(ReadOnlySpan<byte> run, Span<byte> decoded)
    {
        var isUrl = run.ContainsAny((byte)'-', (byte)'_');
        var whole = run[..(run.Length - (run.ContainsAny((byte)'\n', (byte)'\r') ? 0 : run.Length % 4))];
        var written = 0;
        var status = isUrl ? Base64Url.DecodeFromUtf8(whole, decoded, out _, out written, isFinalBlock: false) : Base64.DecodeFromUtf8(whole, decoded, out _, out written, isFinalBlock: false);
        return status is OperationStatus.Done or OperationStatus.NeedMoreData && written > 0 ? written + Rest(run[whole.Length..], isUrl, decoded[written..]) : 0;
    }

    private static int Rest(ReadOnlySpan<byte> rest, bool isUrl, Span<byte> decoded)
    {
        if (rest.Length < 2)
        {
            return 0;
        }

        Span<byte> padded = [(byte)'=', (byte)'=', (byte)'=', (byte)'='];
        rest.CopyTo(padded);
        return (isUrl ? Base64Url.DecodeFromUtf8(rest, decoded, out _, out var written) : Base64.DecodeFromUtf8(padded, decoded, out _, out written)) == OperationStatus.Done ? written : 0;
    }

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        var plain = 0;
        foreach (var sign in head)
        {
            if (sign is < 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return false;
            }

            plain += sign < 0x80 ? 1 : 0;
        }

        return plain * 3 >= head.Length * 2 || head.Length == 0 || System.Text.Unicode.Utf8.IsValid(head[..^Math.Min(3, head.Length - 1)]);
    }
}
