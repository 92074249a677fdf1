using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using McpPlatform.Core;
using McpPlatform.Guard.Tokens;

namespace McpPlatform.Gateway.Identity.Issuers;

/// <summary>Asks issuers. One that hangs, sends without end, or sends the gateway elsewhere costs no more than ten seconds and half a megabyte.</summary>
internal sealed class IssuerHttp(TimeProvider time) : IDisposable
{
    private const int MaxBytes = 512 * 1_024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = Limit, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxBytes,
    };

    /// <summary>Reads a document; <see langword="null"/> where there is none at this address.</summary>
    /// <exception cref="PeerException">The issuer cannot be reached, or answers nonsense.</exception>
    public async Task<byte[]?> FindAsync(string issuer, Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        var (status, body) = await SendAsync(issuer, request, cancellationToken);
        return status == HttpStatusCode.OK ? body
            : status == HttpStatusCode.NotFound ? null
            : throw Failure(issuer, $"answered with status {(int)status}");
    }

    /// <summary>Sends a form to an endpoint.</summary>
    /// <param name="issuer">Name of the issuer.</param>
    /// <param name="address">The endpoint.</param>
    /// <param name="form">The form.</param>
    /// <param name="client">What proves who asks; <see langword="null"/> where the form says all there is.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Whether it went well, and the object that was answered.</returns>
    /// <exception cref="PeerException">The issuer cannot be reached, or answers no JSON object.</exception>
    public async Task<(bool Ok, JsonElement Answer)> PostAsync(
        string issuer, Uri address, IEnumerable<KeyValuePair<string, string>> form, AuthenticationHeaderValue? client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Authorization = client;
        var (status, body) = await SendAsync(issuer, request, cancellationToken);
        return StrictJson.ReadObject(body) is { } answer
            ? (status == HttpStatusCode.OK, answer)
            : throw Failure(issuer, $"answered with status {(int)status} and no JSON object");
    }

    public void Dispose() => http.Dispose();

    /// <summary>What goes wrong at an issuer, as a sentence about it.</summary>
    public static PeerException Failure(string issuer, string what, Exception? inner = null) =>
        new(PeerFailure.Unreachable, $"The issuer '{issuer}' {what}. Look at 'Gateway:Issuers:{issuer}', or try again later.", inner);

    private async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(string issuer, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (HttpRequestException exception)
        {
            throw Failure(issuer, "cannot be reached", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(issuer, $"did not answer within {Limit.TotalSeconds:0} s", exception);
        }
    }
}
