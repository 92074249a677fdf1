using System.Text.Json;

namespace McpPlatform.Contracts.Connectors;

/// <summary>Arguments of <c>read_stream</c>.</summary>
public sealed record ReadRequest
{
    /// <summary>The connection.</summary>
    public required ConnectionConfig Connection { get; init; }

    /// <summary>Who reads, for whom.</summary>
    public required RunContext Run { get; init; }

    /// <summary>The stream.</summary>
    public required StreamName Stream { get; init; }

    /// <summary>Columns to read, in order, with the types to read them as; empty means all as discovered.</summary>
    public IReadOnlyList<CatalogColumn> Columns { get; init => field = value ?? []; } = [];

    /// <summary>The column that grows, for incremental reads.</summary>
    public string? CursorField { get; init; }

    /// <summary>Where the last committed read ended, as the connector wrote it; <see langword="null"/> reads from the beginning.</summary>
    public string? Cursor { get; init; }

    /// <summary>Segments up to this number are committed already and need not be sent again; 0 for none.</summary>
    public long AfterSegment { get; init; }

    /// <summary>One partition of the stream, as a former answer listed it; <see langword="null"/> reads the whole.</summary>
    public string? Partition { get; init; }

    /// <summary>How many partitions are wanted, 1 to 64; the answer lists at most as many.</summary>
    public int Partitions { get; init => field = value == 0 ? 1 : value; } = 1;

    /// <summary>A preview of this many rows, 1 to 1000, instead of a link; <see langword="null"/> for a link.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether the reader takes native values in PostgreSQL's binary form; otherwise they come as text.</summary>
    public bool AcceptsNative { get; init; }
}

/// <summary>Result of <c>read_stream</c>.</summary>
public sealed record ReadResult
{
    /// <summary>Columns of the rows, in order.</summary>
    public required IReadOnlyList<CatalogColumn> Columns { get; init; }

    /// <summary>Where the rows are; <see langword="null"/> for a preview or a list of partitions.</summary>
    public DataLink? Link { get; init; }

    /// <summary>Partitions to read one by one; empty when the stream is read whole.</summary>
    public IReadOnlyList<string> Partitions { get; init => field = value ?? []; } = [];

    /// <summary>Preview: rows as arrays of JSON values in the order of the columns.</summary>
    public IReadOnlyList<JsonElement> Rows { get; init => field = value ?? []; } = [];

    /// <summary>Roughly how many rows will come; <see langword="null"/> when unknown.</summary>
    public long? RowEstimate { get; init; }
}
