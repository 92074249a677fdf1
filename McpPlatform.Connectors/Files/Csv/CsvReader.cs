using System.Text;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Csv;

/// <summary>
/// Reads delimited records (RFC 4180, line ends of any system). A quote that is not closed, or closed within a field, makes its first line
/// faulty and reading goes on with the next line, so that one stray quote does not swallow the rest of the file.
/// </summary>
internal sealed class CsvReader : RecordReader
{
    private const int FirstBufferBytes = 1024 * 1024;
    private readonly Stream stream;
    private readonly byte delimiter;
    private readonly byte quote;
    private readonly byte lineEnd;
    private readonly bool keepBlankLines;
    private StructuralScanner scanner;
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(FirstBufferBytes + StructuralScanner.Padding);
    private byte[] unescaped = [];
    private Field[] fields = new Field[64];
    private int recordStart;
    private int next;
    private int filled;
    private bool ended;
    private bool plain = true;
    private int sourceEnd;

    /// <param name="stream">The text as UTF-8, possibly with a byte order mark; disposed with this.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="columns">How many columns are expected, where that is known: a blank line is a record only when there is one column.</param>
    public CsvReader(Stream stream, FileFormat format, int? columns)
    {
        this.stream = stream;
        delimiter = format.Delimiter;
        lineEnd = format.CarriageReturnLines ? (byte)'\r' : (byte)'\n';
        quote = format.Quote == 0 ? lineEnd : format.Quote;
        keepBlankLines = columns == 1;
        scanner = new StructuralScanner(delimiter, quote, lineEnd);
        Refill();
        next = recordStart = buffer.AsSpan(0, filled).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        scanner.Seek(buffer, next, filled);
    }

    private enum Outcome
    {
        Record,
        NeedsMore,
        Malformed,
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Source => buffer.AsSpan(recordStart, Math.Min(sourceEnd - recordStart, 1000));

    /// <inheritdoc/>
    public override bool Read()
    {
        do
        {
            recordStart = next;
            if (recordStart >= filled && !Refill())
            {
                return false;
            }

            ReadRecord();
        }
        while (Fault is null && FieldCount == 1 && fields[0].Length == 0 && !fields[0].Quoted && !keepBlankLines);

        Row++;
        return true;
    }

    /// <summary>Makes the present record the last header line: rows are counted behind it.</summary>
    public void CountFromHere() => Row = 0;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text(int field, out FieldKind kind)
    {
        ref readonly var found = ref fields[field];
        var raw = buffer.AsSpan(found.Start, found.Length);
        kind = raw.Length > 0 ? FieldKind.Bare : found.Quoted ? FieldKind.Quoted : FieldKind.Missing;
        return found.Escaped ? Unescape(raw) : raw;
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Json(int field) => Text(field, out _);

    /// <inheritdoc/>
    public override void Dispose() => stream.Dispose();

    private void ReadRecord()
    {
        var outcome = Parse();
        while (outcome == Outcome.NeedsMore)
        {
            if (filled - recordStart >= MaxRecordBytes)
            {
                outcome = GiveUpOnLength();
            }
            else if (Refill())
            {
                scanner.Seek(buffer, recordStart, filled);
                outcome = Parse();
            }
            else
            {
                outcome = ParseRest();
            }
        }

        if (outcome == Outcome.Malformed)
        {
            SkipFirstLine();
        }

        Consumed += next - recordStart;
        if (!plain && Fault is null)
        {
            CheckText();
        }
    }

    /// <summary>Takes the fields of one record, up to its line end.</summary>
    private Outcome Parse()
    {
        Fault = null;
        FieldCount = 0;
        var start = recordStart;
        while (true)
        {
            if (start < filled && buffer[start] == quote && quote != lineEnd)
            {
                scanner.Next(buffer, filled);
                if (!FindClosingQuote(start + 1, out var close, out var escaped))
                {
                    return Outcome.NeedsMore;
                }

                var behind = scanner.Next(buffer, filled);
                if (behind < 0)
                {
                    return Outcome.NeedsMore;
                }

                var gap = behind - close - 1;
                if (buffer[behind] == quote || gap > 1 || (gap == 1 && !(buffer[close + 1] == '\r' && buffer[behind] == lineEnd)))
                {
                    Fault = $"Text stands behind a closing quote in field {FieldCount + 1}; quotes within a value must be doubled.";
                    return Outcome.Malformed;
                }

                AddField(new Field(start + 1, close - start - 1, true, escaped));
                start = behind + 1;
                if (buffer[behind] == lineEnd)
                {
                    return End(behind, start);
                }

                continue;
            }

            var position = scanner.Next(buffer, filled);
            while (position >= 0 && buffer[position] == quote && quote != lineEnd)
            {
                position = scanner.Next(buffer, filled);
            }

            if (position < 0)
            {
                return Outcome.NeedsMore;
            }

            if (buffer[position] != lineEnd)
            {
                AddField(new Field(start, position - start, false, false));
                start = position + 1;
                continue;
            }

            var length = position - start;
            AddField(new Field(start, length > 0 && buffer[position - 1] == '\r' ? length - 1 : length, false, false));
            return End(position, position + 1);
        }
    }

    private bool FindClosingQuote(int from, out int close, out bool escaped)
    {
        (close, escaped) = (-1, false);
        while (true)
        {
            var position = scanner.Next(buffer, filled);
            if (position < 0)
            {
                return false;
            }

            if (buffer[position] != quote || position < from)
            {
                continue;
            }

            if (position + 1 >= filled && !ended)
            {
                return false;
            }

            if (position + 1 < filled && buffer[position + 1] == quote)
            {
                escaped = true;
                scanner.Next(buffer, filled);
                continue;
            }

            close = position;
            return true;
        }
    }

    private Outcome End(int lineEndAt, int behind)
    {
        sourceEnd = lineEndAt;
        next = behind;
        return Outcome.Record;
    }

    /// <summary>The file's last record may lack its line end: one is set behind it, in the padding.</summary>
    private Outcome ParseRest()
    {
        buffer[filled] = lineEnd;
        filled++;
        scanner.Seek(buffer, recordStart, filled);
        var outcome = Parse();
        filled--;
        next = Math.Min(next, filled);
        if (outcome != Outcome.NeedsMore)
        {
            return outcome;
        }

        Fault = $"A quote opened in field {FieldCount + 1} is never closed.";
        return Outcome.Malformed;
    }

    private Outcome GiveUpOnLength()
    {
        var quoted = FieldCount >= 0 && buffer.AsSpan(recordStart, filled - recordStart).Contains(lineEnd);
        if (quoted)
        {
            throw new ConnectorException(FailureClass.Configuration,
                $"Row {Row + 1}, field {FieldCount + 1}: a quote is opened and not closed within {MaxRecordBytes / 1024 / 1024} MiB. "
                + "Correct the file, or set the option 'quote' to 'none'.");
        }

        Fault = $"The line is longer than {MaxRecordBytes / 1024 / 1024} MiB.";
        DropLine();
        return Outcome.Record;
    }

    /// <summary>Passes over a line too long to hold, keeping its first bytes for the report.</summary>
    private void DropLine()
    {
        var kept = recordStart + 1000;
        sourceEnd = kept;
        Consumed += filled - kept;
        filled = kept;
        while (true)
        {
            var read = ended ? 0 : stream.Read(buffer, kept, FirstBufferBytes - 1000);
            var end = buffer.AsSpan(kept, read).IndexOf(lineEnd);
            if (read > 0 && end < 0)
            {
                Consumed += read;
                continue;
            }

            ended |= read == 0;
            filled = kept + read;
            next = read == 0 ? filled : kept + end + 1;
            NotePlain(kept, filled);
            scanner.Seek(buffer, next, filled);
            return;
        }
    }

    private void SkipFirstLine()
    {
        var length = buffer.AsSpan(recordStart, filled - recordStart).IndexOf(lineEnd);
        sourceEnd = length < 0 ? filled : recordStart + length;
        next = length < 0 ? filled : sourceEnd + 1;
        scanner.Seek(buffer, next, filled);
    }

    /// <summary>Reads on, making room by moving the present record to the front, or by doubling.</summary>
    private bool Refill()
    {
        if (ended)
        {
            return false;
        }

        var kept = filled - recordStart;
        if (recordStart > 0)
        {
            buffer.AsSpan(recordStart, kept).CopyTo(buffer);
        }
        else if (kept > buffer.Length - StructuralScanner.Padding - (FirstBufferBytes / 2))
        {
            var larger = GC.AllocateUninitializedArray<byte>((buffer.Length * 2) + StructuralScanner.Padding);
            buffer.AsSpan(0, kept).CopyTo(larger);
            buffer = larger;
        }

        (recordStart, next, filled) = (0, 0, kept);
        var read = stream.ReadAtLeast(buffer.AsSpan(filled, buffer.Length - StructuralScanner.Padding - filled), 1, throwOnEndOfStream: false);
        ended = read == 0;
        NotePlain(filled, filled + read);
        filled += read;
        scanner.Seek(buffer, 0, filled);
        return read > 0;
    }

    /// <summary>Notes whether what came is ASCII without NUL; if so, no record of it needs a look at its text.</summary>
    private void NotePlain(int from, int to)
    {
        var came = buffer.AsSpan(from, to - from);
        var clean = Ascii.IsValid(came) && !came.Contains((byte)0);
        plain = clean && (plain || from == 0);
    }

    private void CheckText()
    {
        var record = buffer.AsSpan(recordStart, sourceEnd - recordStart);
        if (record.Contains((byte)0))
        {
            Fault = "The row contains a NUL byte, which no text can hold.";
        }
        else if (!System.Text.Unicode.Utf8.IsValid(record))
        {
            Fault = "The row contains bytes that are not UTF-8. If all are wrong, set the option 'encoding'.";
        }
    }

    private void AddField(Field field)
    {
        if (FieldCount == fields.Length)
        {
            Array.Resize(ref fields, fields.Length * 2);
        }

        fields[FieldCount++] = field;
    }

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> raw)
    {
        if (unescaped.Length < raw.Length)
        {
            unescaped = new byte[raw.Length];
        }

        var length = 0;
        while (raw.IndexOf(quote) is >= 0 and var at)
        {
            raw[..(at + 1)].CopyTo(unescaped.AsSpan(length));
            length += at + 1;
            raw = raw[(at + 2)..];
        }

        raw.CopyTo(unescaped.AsSpan(length));
        return unescaped.AsSpan(0, length + raw.Length);
    }

    private readonly record struct Field(int Start, int Length, bool Quoted, bool Escaped);
}
