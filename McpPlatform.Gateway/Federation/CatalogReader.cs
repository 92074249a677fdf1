using System.Text.Json;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Federation;

/// <summary>Reads all lists of an upstream, page by page, within limits. A definition that breaks <see cref="DefinitionRules"/> and one of no tool that is
/// meant to steer a model, is left out, the others stay.</summary>
internal sealed class CatalogReader(IOptions<GatewayOptions> settings, PoisonedDefinitions poisoned, ILogger<CatalogReader> logger)
{
    private const int MaxPages = 1_000;
    private const int MostRefused = 100;
    private readonly GatewayOptions options = settings.Value;
    private readonly DefinitionRules rules = new(settings.Value.MaxDefinitionBytes);
    private static readonly TimeSpan FreshUnsaid = TimeSpan.FromSeconds(30);

    private static readonly (ListKind Kind, string Method, string Member)[] Lists =
    [
        (ListKind.Tools, Methods.ToolsList, "tools"),
        (ListKind.Prompts, Methods.PromptsList, "prompts"),
        (ListKind.Resources, Methods.ResourcesList, "resources"),
        (ListKind.Templates, Methods.TemplatesList, "resourceTemplates"),
    ];

    /// <param name="upstream">The upstream.</param>
    /// <param name="former">What it offered when it was read last; <see langword="null"/> for the first time.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpErrorException">The upstream cannot be used.</exception>
    public async Task<UpstreamCatalog> ReadAsync(Upstream upstream, UpstreamCatalog? former, CancellationToken cancellationToken)
    {
        var fresh = FreshUnsaid;
        var items = new Dictionary<ListKind, IReadOnlyList<CatalogItem>>();
        var refused = new List<RefusedDefinition>();
        foreach (var (kind, method, member) in Lists)
        {
            var found = new List<CatalogItem>();
            var before = (former ?? UpstreamCatalog.Empty).Of(kind).ToDictionary(i => i.Name, StringComparer.Ordinal);
            await foreach (var result in PagesAsync(upstream, method, cancellationToken))
            {
                fresh = Shorter(fresh, result);
                found.AddRange(ItemsOf(upstream, kind, JsonMembers.Find(result, System.Text.Encoding.ASCII.GetBytes(member)), before, refused, cancellationToken));
                if (found.Count > options.MaxItemsPerUpstream)
                {
                    throw new McpErrorException(
                        ErrorCodes.UpstreamUnavailable, $"The server '{upstream.Name}' offers more than {options.MaxItemsPerUpstream} {member}.");
                }
            }

            items[kind] = Harmless(upstream, kind, [.. found.DistinctBy(f => f.Name)], before, refused);
        }

        return new UpstreamCatalog(items, fresh) { Refused = refused };
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PagesAsync(
        Upstream upstream, string method, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MaxPages && (page == 0 || cursor is not null); page++)
        {
            var result = await AskAsync(upstream, method, cursor, cancellationToken);
            if (result.IsEmpty)
            {
                yield break;
            }

            cursor = JsonMembers.Text(result, "nextCursor"u8);
            yield return result;
        }
    }

    /// <summary>One page; empty where the upstream has no such list.</summary>
    private static async Task<ReadOnlyMemory<byte>> AskAsync(Upstream upstream, string method, string? cursor, CancellationToken cancellationToken)
    {
        var parameters = cursor is null ? default : MessageWriter.ObjectOf("cursor", cursor);
        var answer = await upstream.AskAsync(UpstreamRequest.Own(method, parameters), Upstream.OwnSession, cancellationToken);
        return answer.Kind == EnvelopeKind.Result ? answer.Result
            : MessageWriter.ReadError(answer.Error) is { Code: not ErrorCodes.MethodNotFound } error ? throw new McpErrorException(
                ErrorCodes.UpstreamUnavailable, $"The server '{upstream.Name}' refused '{method}': {error.Message}")
            : default;
    }

    private IEnumerable<CatalogItem> ItemsOf(Upstream upstream, ListKind kind, ReadOnlyMemory<byte> list, Dictionary<string, CatalogItem> former, List<RefusedDefinition> refused,
        CancellationToken cancellationToken)
    {
        if (list.IsEmpty)
        {
            yield break;
        }

        using var document = JsonDocument.Parse(list, new JsonDocumentOptions { MaxDepth = EnvelopeReader.MaxDepth });
        if (document.RootElement.ValueKind != JsonValueKind.Array)
        {
            throw new McpErrorException(ErrorCodes.UpstreamUnavailable, $"The server '{upstream.Name}' offers something that is no list.");
        }

        foreach (var element in document.RootElement.EnumerateArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (rules.Read(kind, element, former, out var item) is { } refusal)
            {
                Refuse(upstream, refusal, refused);
            }
            else
            {
                yield return item!;
            }
        }
    }

    // Tools are reviewed by themselves. What comes back word for word was looked at before.
    private List<CatalogItem> Harmless(
        Upstream upstream, ListKind kind, List<CatalogItem> found, Dictionary<string, CatalogItem> former, List<RefusedDefinition> refused)
    {
        if (kind == ListKind.Tools)
        {
            return found;
        }

        var refusals = poisoned.Among([.. found.Where(item => !ReferenceEquals(former.GetValueOrDefault(item.Name), item))]);
        foreach (var refusal in refusals)
        {
            Refuse(upstream, refusal, refused);
        }

        var left = refusals.Select(r => r.Name).ToHashSet(StringComparer.Ordinal);
        return left.Count == 0 ? found : [.. found.Where(item => !left.Contains(item.Name))];
    }

    private void Refuse(Upstream upstream, RefusedDefinition refusal, List<RefusedDefinition> refused)
    {
        if (refused.Count < MostRefused)
        {
            refused.Add(refusal);
            Log.DefinitionLeftOut(logger, upstream.Name, refusal.Name, refusal.Detail.Length == 0 ? refusal.Reason : $"{refusal.Reason}. {refusal.Detail.TrimEnd('.')}");
        }
    }

    private static TimeSpan Shorter(TimeSpan fresh, ReadOnlyMemory<byte> result)
    {
        var said = JsonMembers.Find(result, "ttlMs"u8);
        return System.Buffers.Text.Utf8Parser.TryParse(said.Span, out long milliseconds, out _) && milliseconds >= 1_000 && milliseconds < fresh.TotalMilliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : fresh;
    }
}
