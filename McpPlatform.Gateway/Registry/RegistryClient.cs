using System.Net;
using System.Text.Json;
using McpPlatform.Core;

namespace McpPlatform.Gateway.Registry;

/// <summary>
/// Reads lists of servers from registries that speak the API of the MCP Registry (<c>GET /v0.1/servers</c>). A registry is a stranger: it may hang,
/// send without end, or send the gateway elsewhere, and costs no more than ten seconds and four megabytes then.
/// </summary>
internal sealed class RegistryClient(RegistryAddresses addresses, TimeProvider time) : IDisposable
{
    /// <summary>The most that registries give at once.</summary>
    public const int MaxPageSize = 100;
    private const int MaxBytes = 4 * 1_024 * 1_024;
    private const int MaxServers = 1_000;
    private const int MaxCursorLength = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = Limit, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>One page of the newest versions of servers.</summary>
    /// <param name="registry">Name of the registry.</param>
    /// <param name="search">What their names contain; empty for all.</param>
    /// <param name="cursor">From the page before; <see langword="null"/> for the first.</param>
    /// <param name="limit">Most servers asked for.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such registry.</exception>
    /// <exception cref="PeerException">It cannot be reached, or answers nonsense.</exception>
    public async Task<RegistryPage> ListAsync(string registry, string search, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var address = $"{addresses.Of(registry)}/v0.1/servers?version=latest&limit={Math.Min(limit, MaxPageSize)}" + Query("search", search) + Query("cursor", cursor);
        using var deadline = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await http.GetAsync(new Uri(address), either.Token);
            RequireSuccess(registry, response.StatusCode);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token);
            return Acceptable(JsonSerializer.Deserialize(body, RegistryJson.Default.RegistryPage))
                ?? throw Failure(registry, $"answered something else than a list of at most {MaxServers:N0} servers.");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Failure(registry, $"answered with more than {MaxBytes / 1_024 / 1_024} MiB.", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Failure(registry, "cannot be reached. Try again later, or look at its address in 'Gateway:Registries'.", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(registry, $"did not answer within {Limit.TotalSeconds:0} s. Try again later.", exception);
        }
        catch (JsonException exception)
        {
            throw Failure(registry, "answered something that is no JSON of a list of servers. Look at its address in 'Gateway:Registries'.", exception);
        }
    }

    public void Dispose() => http.Dispose();

    private static string Query(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static RegistryPage? Acceptable(RegistryPage? page) =>
        page is { Servers.Count: <= MaxServers } && (page.Metadata?.NextCursor?.Length ?? 0) <= MaxCursorLength ? page : null;

    private static void RequireSuccess(string registry, HttpStatusCode status)
    {
        if ((int)status is >= 300 and < 400)
        {
            throw Failure(registry, "answers that it is elsewhere, which is not followed. Put its final address into 'Gateway:Registries'.");
        }

        if (status != HttpStatusCode.OK)
        {
            throw Failure(registry, $"answered with status {(int)status} instead of a list of servers.");
        }
    }

    private static PeerException Failure(string registry, string what, Exception? inner = null) =>
        new(PeerFailure.Registry, $"The registry '{registry}' {what}", inner);
}
