namespace McpPlatform.Connectors.Files.Reading;

/// <summary>
/// Reads the records of one file one by one. The fields of the present record are spans of a buffer that the next <see cref="Read"/> reuses;
/// nothing is allocated for a cell.
/// </summary>
internal abstract class RecordReader : IDisposable
{
    /// <summary>Most bytes of one record.</summary>
    public const int MaxRecordBytes = 64 * 1024 * 1024;

    /// <summary>Number of the present record, from 1; a header does not count.</summary>
    public long Row { get; protected set; }

    /// <summary>Bytes of text consumed, to the end of the present record.</summary>
    public long Consumed { get; protected set; }

    /// <summary>Why the present record as a whole cannot be taken; <see langword="null"/> when it can.</summary>
    public string? Fault { get; protected set; }

    /// <summary>Fields of the present record.</summary>
    public int FieldCount { get; protected set; }

    /// <summary>Goes to the next record, good or faulty.</summary>
    /// <returns>Whether there was one.</returns>
    public abstract bool Read();

    /// <summary>The value of a field as text; empty where it has none.</summary>
    /// <param name="field">The field, from 0.</param>
    /// <param name="kind">How it was written.</param>
    public abstract ReadOnlySpan<byte> Text(int field, out FieldKind kind);

    /// <summary>The value of a field as JSON.</summary>
    /// <param name="field">The field, from 0.</param>
    public abstract ReadOnlySpan<byte> Json(int field);

    /// <summary>The present record as it stands in the file, cut after 1,000 bytes.</summary>
    public abstract ReadOnlySpan<byte> Source { get; }

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>How a field was written, as far as it says something of its value.</summary>
internal enum FieldKind : byte
{
    /// <summary>There is no value.</summary>
    Missing,

    /// <summary>Bare characters of a delimited file, or a JSON number, true or false.</summary>
    Bare,

    /// <summary>A quoted field or a JSON string: text, even when it looks like a number in JSON.</summary>
    Quoted,

    /// <summary>A JSON object or array.</summary>
    Structured,
}
