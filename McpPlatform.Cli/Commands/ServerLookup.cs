using System.Runtime.CompilerServices;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary>Looks servers up in a registry, page by page; no search goes over more than 1,000 of them.</summary>
internal static class ServerLookup
{
    /// <summary>Most pages a search goes over, each of at most 100 servers.</summary>
    public const int MaxPages = 10;

    /// <summary>The pages of a search.</summary>
    /// <param name="call">The call.</param>
    /// <param name="registry">Name of the registry.</param>
    /// <param name="search">Words; <see langword="null"/> for all servers.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async IAsyncEnumerable<Page<FoundServer>> PagesAsync(
        CommandCall call, string registry, string? search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var found = await call.Gateway.FindServersAsync(registry, search, cursor, cancellationToken: cancellationToken);
            yield return found;
            cursor = found.NextCursor;
            if (cursor is null)
            {
                yield break;
            }
        }
    }

    /// <summary>The server of exactly this name.</summary>
    /// <param name="call">The call.</param>
    /// <param name="from">Registry and server: <c>REGISTRY/SERVER</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="CliException">There is none.</exception>
    public static async Task<FoundServer> FindAsync(CommandCall call, string from, CancellationToken cancellationToken)
    {
        var slash = from.IndexOf('/', StringComparison.Ordinal);
        var (registry, name) = slash > 0 ? (from[..slash], from[(slash + 1)..]) : throw new CliException($"'{from}' is not REGISTRY/SERVER, such as those that 'mcpp upstreams discover' lists.");
        await foreach (var page in PagesAsync(call, registry, name, cancellationToken))
        {
            if (page.Items.FirstOrDefault(s => s.Name == name) is { } server)
            {
                return server;
            }
        }

        throw new CliException($"The registry '{registry}' lists no server '{name}'. 'mcpp upstreams discover WORDS' searches.");
    }
}
