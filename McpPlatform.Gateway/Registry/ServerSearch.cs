using System.Text.Json;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Upstreams;

namespace McpPlatform.Gateway.Registry;

/// <summary>Searches MCP servers in remote registries. Nothing is added here: a proposal that somebody chose is registered like any upstream.</summary>
internal sealed partial class ServerSearch(
    IPolicy policy, RegistryAddresses addresses, RegistryClient client, Proposals proposals, IUpstreamStore upstreams, ILogger<ServerSearch> logger)
{
    private const int MaxSearchLength = 200;

    /// <summary>Names of the registries.</summary>
    public async Task<IReadOnlyList<string>> RegistriesAsync(Principal by, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageUpstreams, "registries", cancellationToken);
        return addresses.Names;
    }

    /// <summary>
    /// One page of found servers, in the registry's order. Registries compare the search with names only and as a whole, so they get its first word; the
    /// others are looked for here, so that a page may hold fewer servers than there are behind it.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such registry.</exception>
    /// <exception cref="PeerException">It cannot be reached, or answers nonsense.</exception>
    public async Task<Page<FoundServer>> FindAsync(Principal by, string registry, string? search, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageUpstreams, $"registry/{registry}", cancellationToken);
        if (search?.Length > MaxSearchLength)
        {
            throw new InvalidInputException($"'search' has at most {MaxSearchLength} characters.");
        }

        var words = (search ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var found = await client.ListAsync(registry, words.FirstOrDefault(""), page.Cursor, page.Limit, cancellationToken);
        var entries = Entries(registry, found.Servers!).Where(e => words.Skip(1).All(w => Mentions(e.Server!, w))).ToList();
        var isTaken = await TakenAsync(by, entries, cancellationToken);
        return new Page<FoundServer>([.. entries.Select(e => Found(registry, e, isTaken))], found.Metadata?.NextCursor is { Length: > 0 } next ? next : null);
    }

    private List<RegistryEntry> Entries(string registry, IReadOnlyList<JsonElement> servers)
    {
        var entries = servers.Select(Entry).OfType<RegistryEntry>().ToList();
        if (entries.Count < servers.Count)
        {
            Log.FoundServersLeftOut(logger, registry, servers.Count - entries.Count);
        }

        return entries;
    }

    private static RegistryEntry? Entry(JsonElement json)
    {
        try
        {
            var entry = json.Deserialize(RegistryJson.Default.RegistryEntry);
            return ServerName().IsMatch(entry?.Server?.Name ?? "") ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Mentions(RegistryServer server, string word) =>
        new[] { server.Name, server.Title, server.Description }.Any(text => text?.Contains(word, StringComparison.OrdinalIgnoreCase) == true);

    // A name belongs to the first who took it here; two who want it at once both get another.
    private async Task<Func<string, bool>> TakenAsync(Principal by, List<RegistryEntry> entries, CancellationToken cancellationToken)
    {
        var taken = (await upstreams.ListAsync(by.Tenant, cancellationToken)).Select(u => u.Name);
        var twice = entries.Select(e => e.Server!.Name!).Distinct(StringComparer.Ordinal).GroupBy(ProposedName.Plain).Where(g => g.Count() > 1).Select(g => g.Key);
        return taken.Concat(twice).ToHashSet(StringComparer.Ordinal).Contains;
    }

    private FoundServer Found(string registry, RegistryEntry entry, Func<string, bool> isTaken)
    {
        var server = entry.Server!;
        var status = Status(entry.Meta?.Official?.Status);
        var description = ForeignText.Of(server.Description, 1_000);
        var described = new AddUpstream(ProposedName.Of(server.Name!, isTaken))
        {
            Purpose = description, Tags = new[] { registry }, Owner = server.Name!.Split('/')[0],
        };
        var ways = status == FoundServerStatus.Deleted ? [] : proposals.Of(server, described);
        return new FoundServer(registry, server.Name, ForeignText.Of(server.Version, 255) ?? "", status, ways)
        {
            Title = ForeignText.Of(server.Title, 100), Description = description, StatusMessage = ForeignText.Of(entry.Meta?.Official?.StatusMessage, 500),
        };
    }

    private static FoundServerStatus Status(string? status) => status switch
    {
        "deleted" => FoundServerStatus.Deleted,
        "deprecated" => FoundServerStatus.Deprecated,
        _ => FoundServerStatus.Active,
    };

    // As the API says: namespace, slash, name; 3 to 200 characters.
    [GeneratedRegex(@"^(?=.{3,200}\z)[A-Za-z0-9.-]+/[A-Za-z0-9._-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServerName();
}
