using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Reads a target as the destination will.</summary>
public static class TargetName
{
    /// <summary>Longest name PostgreSQL keeps whole.</summary>
    public const int LongestPart = 63;

    private const string DefaultSchema = "public";

    /// <summary>Whether the connection's streams live in namespaces.</summary>
    /// <param name="connection">The connection.</param>
    public static bool HasNamespaces(ConnectionInfo connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.Connector != "files";
    }

    /// <summary>A target's name and namespace, where the connection has namespaces.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="target">The target.</param>
    public static StreamName Resolve(ConnectionInfo connection, string target)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(target);
        if (!HasNamespaces(connection))
        {
            return new StreamName(target);
        }

        var dot = target.IndexOf('.', StringComparison.Ordinal);
        return dot < 0
            ? new StreamName(target, connection.Options.GetValueOrDefault("schema", DefaultSchema))
            : new StreamName(target[(dot + 1)..], target[..dot]);
    }

    /// <summary>What the target replaces or adds to; <see langword="null"/> when it does not exist yet.</summary>
    /// <param name="connection">The destination.</param>
    /// <param name="catalog">Its catalog.</param>
    /// <param name="target">The target.</param>
    public static CatalogStream? Find(ConnectionInfo connection, Catalog catalog, string target)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        var name = Resolve(connection, target);
        return catalog.Streams.FirstOrDefault(s => s.Name == name.Name && s.Namespace == name.Namespace);
    }
}
