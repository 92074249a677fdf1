using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Cli.Commands;

/// <summary>Reads a stream's name: <c>schema.table</c> of a database, or a path as it is.</summary>
internal static class StreamOption
{
    /// <summary>Reads it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="connection">The connection it belongs to.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<StreamName> ReadAsync(CommandCall call, string connection, string name, CancellationToken cancellationToken)
    {
        // A file's name may hold a point; only a database's stream is schema.table.
        var info = await call.Gateway.GetConnectionAsync(connection, cancellationToken);
        return info.Connector != "files" && name.Split('.') is [var schema, var table] ? new StreamName(table, schema) : new StreamName(name);
    }
}
