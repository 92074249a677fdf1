namespace McpPlatform.Connectors.Files.Formats;

/// <summary>How a file is read: what was sniffed, or said by options.</summary>
internal sealed record FileFormat
{
    public required FileKind Kind { get; init; }

    public required FileEncoding Encoding { get; init; }

    public bool Gzip { get; init; }

    public byte Delimiter { get; init; } = (byte)',';

    /// <summary>0 when nothing is quoted.</summary>
    public byte Quote { get; init; } = (byte)'"';

    public bool Header { get; init; } = true;

    /// <summary>Whether lines end with a carriage return alone, as on old Macintoshes.</summary>
    public bool CarriageReturnLines { get; init; }

    /// <summary>As shown to people, with the names and values of the options that correct it.</summary>
    public Dictionary<string, string> Describe()
    {
        var shown = new Dictionary<string, string> { ["format"] = Kind.Word(), ["encoding"] = Encoding.Word() };
        if (Gzip)
        {
            shown["compression"] = "gzip";
        }

        if (Kind.IsDelimited())
        {
            shown["delimiter"] = Delimiter == '\t' ? "tab" : ((char)Delimiter).ToString();
            shown["quote"] = Quote == 0 ? "none" : ((char)Quote).ToString();
            shown["header"] = Header ? "true" : "false";
        }

        return shown;
    }
}
