using System.Buffers.Binary;
using System.Text;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>Writes PostgreSQL's binary arrays in its text form, such as <c>{1,NULL,"a b"}</c>.</summary>
internal static class ArrayText
{
    /// <summary>The text of an array.</summary>
    /// <param name="element">Type of its elements.</param>
    /// <param name="value">Its binary form.</param>
    public static string Format(ColumnType element, ReadOnlySpan<byte> value)
    {
        var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
        if (dimensions == 0)
        {
            return "{}";
        }

        var lengths = new int[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            lengths[i] = BinaryPrimitives.ReadInt32BigEndian(value[(12 + (8 * i))..]);
        }

        var text = new StringBuilder();
        var rest = value[(12 + (8 * dimensions))..];
        Append(text, element, lengths, ref rest);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ColumnType element, ReadOnlySpan<int> lengths, ref ReadOnlySpan<byte> rest)
    {
        text.Append('{');
        for (var i = 0; i < lengths[0]; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            if (lengths.Length > 1)
            {
                Append(text, element, lengths[1..], ref rest);
            }
            else
            {
                AppendElement(text, element, ref rest);
            }
        }

        text.Append('}');
    }

    private static void AppendElement(StringBuilder text, ColumnType element, ref ReadOnlySpan<byte> rest)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        rest = rest[4..];
        if (length < 0)
        {
            text.Append("NULL");
            return;
        }

        Quote(text, ValueText.Format(element, rest[..length]));
        rest = rest[length..];
    }

    private static void Quote(StringBuilder text, string value)
    {
        var plain = value.Length > 0 && !value.Equals("null", StringComparison.OrdinalIgnoreCase)
            && !value.Any(c => c is '{' or '}' or ',' or '"' or '\\' || char.IsWhiteSpace(c));
        if (plain)
        {
            text.Append(value);
            return;
        }

        text.Append('"').Append(value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
    }
}
