using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Values;

/// <summary>
/// Text of JSON strings and names. Unlike <see cref="JsonElement.GetString"/> it takes any: broken UTF-8 becomes U+FFFD, and a surrogate that
/// was escaped alone stays alone.
/// </summary>
internal static class JsonText
{
    public static string Of(JsonElement text) => Decode(Raw(text));

    public static string NameOf(JsonProperty property) => Decode(JsonMarshal.GetRawUtf8PropertyName(property));

    /// <summary>A string as it stands in its document, escaped, without quotes.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement text) => JsonMarshal.GetRawUtf8Value(text)[1..^1];

    public static bool IsEscaped(ReadOnlySpan<byte> raw) => raw.Contains((byte)'\\');

    /// <summary>Finds a member of an object; of two with the same name, the last.</summary>
    public static bool TryMember(JsonElement from, string name, out JsonElement value)
    {
        value = default;
        foreach (var member in from.EnumerateObject())
        {
            if (IsName(JsonMarshal.GetRawUtf8PropertyName(member), name))
            {
                value = member.Value;
            }
        }

        return value.ValueKind != JsonValueKind.Undefined;
    }

    /// <summary>Whether a name as it stands in its document is one that is given as plain UTF-8.</summary>
    public static bool IsName(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> utf8) =>
        IsEscaped(raw) ? Encoding.UTF8.GetBytes(Decode(raw)).AsSpan().SequenceEqual(utf8) : raw.SequenceEqual(utf8);

    /// <summary>How many Unicode characters it has.</summary>
    public static int Length(JsonElement text)
    {
        var raw = Raw(text);
        if (!IsEscaped(raw))
        {
            return raw.Length - ContinuationBytes(raw);
        }

        var length = 0;
        var chars = Decode(raw);
        for (var i = 0; i < chars.Length; i++, length++)
        {
            i += char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]) ? 1 : 0;
        }

        return length;
    }

    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (!IsEscaped(raw))
        {
            return Encoding.UTF8.GetString(raw);
        }

        var buffer = ArrayPool<char>.Shared.Rent(raw.Length);
        try
        {
            return new string(buffer, 0, Decode(raw, buffer));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>Decodes into as many characters as there are bytes at most.</summary>
    /// <returns>How many characters it has.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> into)
    {
        var written = 0;
        while (raw.IndexOf((byte)'\\') is var escape && escape >= 0)
        {
            written += Encoding.UTF8.GetChars(raw[..escape], into[written..]);
            var isCode = raw[escape + 1] == (byte)'u';
            into[written++] = isCode ? CodeOf(raw.Slice(escape + 2, 4)) : Unescaped(raw[escape + 1]);
            raw = raw[(escape + (isCode ? 6 : 2))..];
        }

        return written + Encoding.UTF8.GetChars(raw, into[written..]);
    }

    private static bool IsName(ReadOnlySpan<byte> raw, string name) =>
        Ascii.Equals(raw, name) || ((IsEscaped(raw) || !Ascii.IsValid(raw)) && Decode(raw) == name);

    private static char CodeOf(ReadOnlySpan<byte> hex) => (char)ushort.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static char Unescaped(byte escaped) => escaped switch
    {
        (byte)'n' => '\n',
        (byte)'t' => '\t',
        (byte)'r' => '\r',
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        _ => (char)escaped,
    };

    private static int ContinuationBytes(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var b in utf8)
        {
            count += (b & 0xC0) == 0x80 ? 1 : 0;
        }

        return count;
    }
}
