namespace McpPlatform.Contracts.Connectors;

/// <summary>Names of the four tools every connector serves over MCP.</summary>
public static class ConnectorTools
{
    /// <summary>Can the connection be used, and if not, why. <see cref="CheckRequest"/> → <see cref="CheckResult"/>.</summary>
    public const string CheckConnection = "check_connection";

    /// <summary>Which streams are there. <see cref="DiscoverRequest"/> → <see cref="Catalog"/>.</summary>
    public const string DiscoverSchema = "discover_schema";

    /// <summary>A preview, or a link to the rows. <see cref="ReadRequest"/> → <see cref="ReadResult"/>.</summary>
    public const string ReadStream = "read_stream";

    /// <summary>Stages, publishes, discards or restores. <see cref="WriteRequest"/> → <see cref="WriteResult"/>.</summary>
    public const string WriteStream = "write_stream";
}
