
namespace McpPlatform.Contracts.Connectors;

/// <summary>What discovery found behind a connection.</summary>
public sealed record Catalog
{
    /// <summary>The streams, sorted by namespace and name.</summary>
    public required IReadOnlyList<CatalogStream> Streams { get; init; }

    /// <summary>Namespaces that exist, also empty ones.</summary>
    public IReadOnlyList<string> Namespaces { get; init => field = value ?? []; } = [];

    /// <summary>Whether there were more streams than the limit.</summary>
    public bool Truncated { get; init; }
}

/// <summary>One stream of a <see cref="Catalog"/>.</summary>
public sealed record CatalogStream
{
    /// <summary>Its name: a table, or a path below the connection's folder.</summary>
    public required string Name { get; init; }

    /// <summary>Its schema; <see langword="null"/> where the source has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its columns in order. Empty while not examined: discovery without a stream name may leave columns of files out.</summary>
    public required IReadOnlyList<CatalogColumn> Columns { get; init; }

    /// <summary>Its primary key; empty when there is none.</summary>
    public IReadOnlyList<string> PrimaryKey { get; init => field = value ?? []; } = [];

    /// <summary>Columns that could be a cursor: orderable, not null first.</summary>
    public IReadOnlyList<string> CursorFields { get; init => field = value ?? []; } = [];

    /// <summary>Roughly how many rows; <see langword="null"/> when unknown.</summary>
    public long? RowEstimate { get; init; }

    /// <summary>Size in bytes; <see langword="null"/> when unknown.</summary>
    public long? Bytes { get; init; }

    /// <summary>Whether it can be written.</summary>
    public bool Writable { get; set; } = true;

    /// <summary>Full names of views and foreign keys that depend on it, as a destination.</summary>
    public IReadOnlyList<string> Dependents { get; init => field = value ?? []; } = [];

    /// <summary>The pipeline that created it, where the destination recorded one.</summary>
    public Guid? CreatedByPipeline { get; init; }

    /// <summary>How a file is read (encoding, delimiter, header …): what was sniffed, and can be corrected by the plan's options.</summary>
    public IReadOnlyDictionary<string, string> Format { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}

/// <summary>One column of a <see cref="CatalogStream"/>.</summary>
/// <param name="Name">Its name, as in the source.</param>
/// <param name="Type">Its type.</param>
/// <param name="Nullable">Whether it may be without value.</param>
/// <param name="NativeType">The source's own name of the type; <see langword="null"/> where it has none.</param>
public sealed record CatalogColumn(string Name, ColumnType Type, bool Nullable, string? NativeType = null);
