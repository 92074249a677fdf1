namespace McpPlatform.AppHost.Postgres;

/// <summary>How a private PostgreSQL is started.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>Absolute folder of this server alone: its cluster and its credentials.</summary>
    public required string Folder { get; init; }

    /// <summary>File the server's messages are appended to.</summary>
    public required string LogFile { get; init; }

    /// <summary>Whether a commit survives a power cut. Only tests, whose data nobody keeps, go without.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How long the server may take to be ready; recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
