using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>Where a reader of JSON stands, as a pointer (RFC 6901) that is only written out when somebody wants it.</summary>
internal sealed class JsonPlace
{
    private const int Deepest = 128;
    private readonly (int Start, int Length)[] names = new (int, int)[Deepest + 1];
    private readonly int[] indices = new int[Deepest + 1];
    private int depth;

    public void Clear() => depth = 0;

    /// <summary>Depth of the value: 0 for the whole, 1 for members and items of the whole.</summary>
    public int Depth => depth;

    /// <summary>The name at a depth, with its escapes; empty for an item of a list.</summary>
    public ReadOnlySpan<byte> Name(ReadOnlySpan<byte> json, int at) => json.Slice(names[at].Start, names[at].Length);

    /// <summary>Takes the next token in.</summary>
    public void Move(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                names[depth] = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                NextItem();
                depth++;
                indices[depth] = reader.TokenType == JsonTokenType.StartArray ? 0 : -1;
                names[depth] = default;
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                depth--;
                break;
            default:
                NextItem();
                break;
        }
    }

    /// <summary>The place of the value that was read last.</summary>
    public string Pointer(ReadOnlySpan<byte> json)
    {
        var pointer = new StringBuilder();
        for (var at = 1; at <= depth; at++)
        {
            pointer.Append('/');
            if (indices[at] >= 0)
            {
                pointer.Append((indices[at] - 1).ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                pointer.Append(Plain(Name(json, at)).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
            }
        }

        return pointer.ToString();
    }

    private static string Plain(ReadOnlySpan<byte> name) =>
        name.Contains((byte)'\\') ? JsonSerializer.Deserialize<string>(Encoding.UTF8.GetString([(byte)'"', .. name, (byte)'"'])) ?? "" : Encoding.UTF8.GetString(name);

    private void NextItem()
    {
        if (indices[depth] >= 0)
        {
            indices[depth]++;
        }
    }
}
