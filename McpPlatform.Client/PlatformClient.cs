using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <summary>
/// The Gateway's HTTP API as methods, one a route. The injected <see cref="HttpClient"/> has the Gateway's address as its base address and
/// the key as <c>Authorization: Bearer</c>. Failures throw <see cref="PlatformException"/>; where something may not exist, <c>Get…</c> throws too.
/// </summary>
public sealed partial class PlatformClient
{
    private const string Root = "api/v1/";
    private readonly GatewayTransport gateway;

    /// <summary>A client over an HTTP client, which the caller keeps.</summary>
    /// <param name="http">With base address and key.</param>
    public PlatformClient(HttpClient http)
    {
        ArgumentNullException.ThrowIfNull(http);
        gateway = new GatewayTransport(http);
    }

    /// <summary>Makes an HTTP client for a Gateway.</summary>
    /// <param name="address">The Gateway's address, such as <c>http://127.0.0.1:5080</c>.</param>
    /// <param name="key">The API key; <see langword="null"/> for none.</param>
    /// <param name="handler">What sends; <see langword="null"/> for the default.</param>
    public static HttpClient CreateHttpClient(Uri address, string? key, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        var http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        http.BaseAddress = new Uri(address.ToString().TrimEnd('/') + "/");
        http.Timeout = TimeSpan.FromMinutes(5);
        if (key is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return http;
    }

    /// <summary>Who the key stands for.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<WhoAmI> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "me", ContractsJson.Default.WhoAmI, cancellationToken);

    /// <summary>Exchanges a one-time token for a session key.</summary>
    /// <param name="token">The token of the link.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CreatedKey> SignInAsync(string token, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "sign-in", new SignIn(token), ContractsJson.Default.SignIn, ContractsJson.Default.CreatedKey, cancellationToken);

    /// <summary>Lists providers by which people sign in.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<IReadOnlyList<SignInProvider>> ListSignInProvidersAsync(CancellationToken cancellationToken = default) =>
        gateway.GetAsync(Root + "sign-in/providers", ContractsJson.Default.IReadOnlyListSignInProvider, cancellationToken);

    /// <summary>Begins to sign somebody in by a provider.</summary>
    /// <param name="provider">Name of the provider.</param>
    /// <param name="callback">Where the provider sends the browser back to.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<BegunSignIn> BeginSignInAsync(string provider, Uri callback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return gateway.PostAsync(
            $"{Root}sign-in/providers/{Escape(provider)}", new BeginSignIn(callback.AbsoluteUri), ContractsJson.Default.BeginSignIn,
            ContractsJson.Default.BegunSignIn, cancellationToken);
    }

    /// <summary>Exchanges what a provider answered for a session key.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<CreatedKey> CompleteSignInAsync(CompleteSignIn answer, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(Root + "sign-in/answer", answer, ContractsJson.Default.CompleteSignIn, ContractsJson.Default.CreatedKey, cancellationToken);

    /// <summary>Ends the session whose key this client sends; a key that was made as one stays good.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task SignOutAsync(CancellationToken cancellationToken = default) => gateway.DeleteAsync(Root + "session", cancellationToken);

    /// <summary>Makes a one-time sign-in token.</summary>
    /// <param name="link">For whom.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task<SignInLink> CreateSignInLinkAsync(CreateSignInLink link, CancellationToken cancellationToken = default) =>
        gateway.PostAsync(
            Root + "sign-in-links", link, ContractsJson.Default.CreateSignInLink, ContractsJson.Default.SignInLink, cancellationToken);

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private static string Paged(string path, string? cursor, int limit, params ReadOnlySpan<(string Name, string? Value)> filters)
    {
        var query = $"{path}?limit={limit}" + (cursor is null ? "" : $"&cursor={Escape(cursor)}");
        foreach (var (name, value) in filters)
        {
            query += value is null ? "" : $"&{name}={Escape(value)}";
        }

        return query;
    }
}
