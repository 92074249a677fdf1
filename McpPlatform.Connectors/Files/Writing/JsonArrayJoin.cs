namespace McpPlatform.Connectors.Files.Writing;

/// <summary>Turns lines of objects into the elements of one array: a comma goes between them, without parsing them.</summary>
internal sealed class JsonArrayJoin
{
    private bool lineBegins = true;
    private bool any;

    /// <summary>Appends lines, which may be cut anywhere.</summary>
    public void Append(ReadOnlySpan<byte> lines, Stream array)
    {
        while (lines.Length > 0)
        {
            lines = AppendLine(lines, array);
        }
    }

    private ReadOnlySpan<byte> AppendLine(ReadOnlySpan<byte> rest, Stream array)
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
