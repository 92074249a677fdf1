namespace McpPlatform.Contracts.Connectors;

/// <summary>Arguments of <c>discover_schema</c>.</summary>
public sealed record DiscoverRequest
{
    /// <summary>The connection.</summary>
    public required ConnectionConfig Connection { get; init; }

    /// <summary>Tenant that owns the secrets the connection names.</summary>
    public required string Tenant { get; init; }

    /// <summary>One stream to examine fully; <see langword="null"/> lists all.</summary>
    public StreamName? Stream { get; init; }

    /// <summary>Most streams to return, 1 to 10,000.</summary>
    public int Limit { get; init => field = value == 0 ? 10_000 : value; } = 10_000;
}

/// <summary>A stream's name with its namespace.</summary>
/// <param name="Name">The name.</param>
/// <param name="Namespace">The namespace; <see langword="null"/> where the source has none.</param>
public sealed record StreamName(string Name, string? Namespace = null)
{
    /// <summary>The two joined by a point.</summary>
    public override string ToString() => Namespace is null ? Name : $"{Namespace}.{Name}";
}
