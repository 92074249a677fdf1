using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Files.Csv;

/// <summary>Finds delimiter, quote, line end and header in the beginning of a delimited file.</summary>
internal static class CsvDialect
{
    private const int SampleRows = 500;
    private static readonly byte[] Delimiters = [(byte)',', (byte)'\t', (byte)';', (byte)'|'];

    /// <summary>Fills in what the options leave open.</summary>
    /// <param name="format">What is known already.</param>
    /// <param name="sample">The beginning of the text.</param>
    /// <param name="options">What the plan says.</param>
    public static FileFormat Sniff(FileFormat format, byte[] sample, FormatOptions options)
    {
        var line = format with
        {
            CarriageReturnLines = sample.Contains((byte)'\r') && !sample.Contains((byte)'\n'),
            Quote = options.Quote ?? (sample.Contains((byte)'"') || !LooksSingleQuoted(sample) ? (byte)'"' : (byte)'\''),
        };
        var delimited = line with { Delimiter = options.Delimiter ?? BestDelimiter(line, sample) };
        return delimited with { Header = options.Header ?? HasHeader(delimited, sample) };
    }

    private static byte BestDelimiter(FileFormat format, byte[] sample)
    {
        var usual = format.Kind == FileKind.Tsv ? (byte)'\t' : (byte)',';
        var best = Delimiters
            .Select(d => (Delimiter: d, Score: Score(format with { Delimiter = d }, sample)))
            .OrderByDescending(c => c.Score).ThenByDescending(c => c.Delimiter == usual).First();
        return best.Score > 0 ? best.Delimiter : usual;
    }

    /// <summary>How well records agree on their number of fields, more fields counting a little more; 0 when there is one field only.</summary>
    private static double Score(FileFormat format, byte[] sample)
    {
        using var reader = new CsvReader(new MemoryStream(sample), format, null);
        if (!reader.Read() || reader.Fault is not null || reader.FieldCount == 1)
        {
            return 0;
        }

        var expected = reader.FieldCount;
        var (fitting, all) = (1, 1);
        while (all < SampleRows && reader.Read())
        {
            all++;
            fitting += reader.Fault is null && reader.FieldCount == expected ? 1 : 0;
        }

        return ((double)fitting / all) + (Math.Min(expected, 100) / 1000.0);
    }

    private static bool LooksSingleQuoted(ReadOnlySpan<byte> sample) => sample.IndexOf("','"u8) >= 0 || sample.IndexOf("';'"u8) >= 0 || sample.IndexOf("'\t'"u8) >= 0;

    /// <summary>The first row is data only when a cell of it is typed as the rest of its column is, and none says the opposite.</summary>
    private static bool HasHeader(FileFormat format, byte[] sample)
    {
        using var reader = new CsvReader(new MemoryStream(sample), format, null);
        if (!reader.Read() || reader.Fault is not null)
        {
            return true;
        }

        var first = new ColumnType[reader.FieldCount];
        for (var i = 0; i < first.Length; i++)
        {
            var guess = new ColumnGuess(quotedIsText: false);
            guess.Add(reader.Text(i, out var kind), kind);
            first[i] = guess.Type;
        }

        var rest = first.Select(_ => new ColumnGuess(quotedIsText: false)).ToArray();
        for (var rows = 0; rows < SampleRows && reader.Read(); rows++)
        {
            for (var i = 0; i < Math.Min(rest.Length, reader.FieldCount); i++)
            {
                rest[i].Add(reader.Text(i, out var kind), kind);
            }
        }

        var differs = rest.Where((g, i) => g.SawValue && g.Type != ColumnType.Text && first[i] == ColumnType.Text).Any();
        var same = rest.Where((g, i) => g.SawValue && g.Type != ColumnType.Text && first[i] != ColumnType.Text).Any();
        return differs || !same;
    }
}
