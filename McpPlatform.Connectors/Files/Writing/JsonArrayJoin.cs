namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Turns lines of objects into the elements of one array: a comma goes between them, without parsing them.</summary>
internal sealed class JsonArrayJoin
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private bool lineBegins = true;
    private bool any;

    /// <summary>Appends the lines of a part.</summary>
    public void Append(Stream lines, Stream array)
    {
        while (lines.Read(buffer) is > 0 and var length)
        {
            var rest = buffer.AsSpan(0, length);
            while (rest.Length > 0)
            {
                rest = AppendLine(rest, array);
            }
        }
    }

    private Span<byte> AppendLine(Span<byte> rest, Stream array)
    {
        if (lineBegins)
        {
            array.Write(any ? ",\n"u8 : "\n"u8);
            (any, lineBegins) = (true, false);
        }

        var end = rest.IndexOf((byte)'\n');
        array.Write(end < 0 ? rest : rest[..end]);
        lineBegins = end >= 0;
        return end < 0 ? [] : rest[(end + 1)..];
    }
}
