using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using McpPlatform.Client;
using McpPlatform.Client.Sessions;

namespace McpPlatform.Cli.Relay;

/// <summary>A message of the gateway.</summary>
/// <param name="EventId">Its event's id, from which a stream can be read on; <see langword="null"/> where it came as no event.</param>
/// <param name="Json">The message; empty for an event that only gives its id.</param>
internal readonly record struct Received(string? EventId, byte[] Json);

/// <summary>The Streamable HTTP endpoint of the gateway.</summary>
internal sealed class RelayHttp : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private readonly Uri address;
    private readonly HttpClient http;

    /// <summary>The endpoint at an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="key">The key; <see langword="null"/> for the session.</param>
    /// <param name="session">The session; <see langword="null"/> for the key.</param>
    public RelayHttp(Uri address, string? key, SessionFile? session = null)
    {
        this.address = address;
        var sender = new SocketsHttpHandler { ConnectTimeout = ConnectTimeout };
        http = new HttpClient(session is null ? sender : new SessionHandler(session, sender)) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="headers">Headers that go with it.</param>
    /// <param name="cancellationToken">Gives it up, which for a modern request cancels it.</param>
    /// <exception cref="RelayFault">The gateway cannot be reached.</exception>
    public Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> message, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        var content = new ReadOnlyMemoryContent(message);
        content.Headers.ContentType = Json;
        return SendAsync(HttpMethod.Post, content, headers, cancellationToken);
    }

    /// <summary>Opens a stream.</summary>
    /// <param name="headers">Headers that go with it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RelayFault">The gateway cannot be reached.</exception>
    public Task<HttpResponseMessage> GetAsync(IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, null, headers, cancellationToken);

    /// <summary>Ends a session.</summary>
    /// <param name="headers">Headers that name it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RelayFault">The gateway cannot be reached.</exception>
    public Task<HttpResponseMessage> DeleteAsync(IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, null, headers, cancellationToken);

    /// <summary>What a response holds: one message as JSON, several as events, or none. A stream that breaks off ends like one that was closed.</summary>
    /// <param name="response">The response.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RelayFault">It is a refusal.</exception>
    public static async IAsyncEnumerable<Received> ReadAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var events = SseParser.Create(body, (_, data) => data.ToArray()).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await OrEndAsync(events.MoveNextAsync()))
            {
                yield return new Received(events.Current.EventId, events.Current.Data);
            }

            yield break;
        }

        var json = await BodyAsync(response, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw RelayFault.Of((int)response.StatusCode, json);
        }

        if (response.StatusCode == HttpStatusCode.OK)
        {
            yield return new Received(null, json);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static async ValueTask<bool> OrEndAsync(ValueTask<bool> next)
    {
        try
        {
            return await next;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<byte[]> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadAsByteArrayAsync(cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            throw Broken();
        }
    }

    /// <summary>The fault of an answer that did not come.</summary>
    public static RelayFault Broken() => new("The connection to the gateway broke off before the answer came; nobody knows whether the request was done.");

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, HttpContent? content, IEnumerable<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept", method == HttpMethod.Get ? "text/event-stream" : "application/json, text/event-stream");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (PlatformException ended)
        {
            throw new RelayFault(ended.Message);
        }
        catch (HttpRequestException broken) when (broken.HttpRequestError is HttpRequestError.ResponseEnded)
        {
            throw Broken();
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RelayFault($"The gateway at {address} cannot be reached. Start McpPlatform with 'dotnet run --project McpPlatform.AppHost', or see 'mcpp doctor'.");
        }
    }
}
