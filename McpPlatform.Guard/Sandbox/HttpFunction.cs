using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Network;

namespace McpPlatform.Guard.Sandbox;

/// <summary>What a tool asks of <c>http</c>.</summary>
internal sealed record HttpQuestion(string Url, string? Method, Dictionary<string, string>? Headers, string? Body);

/// <summary>What it gets: the body as text.</summary>
internal sealed record HttpAnswer(int Status, Dictionary<string, string> Headers, string Body);

/// <summary>The host function <c>http</c>: requests to granted origins, through a door that looks at addresses.</summary>
internal sealed class HttpFunction : IDisposable
{
    private const int MaxBodyBytes = 4 * 1_024 * 1_024;
    private const int MaxRedirects = 5;
    private static readonly HashSet<string> OwnHeaders = new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Content-Length", "Upgrade" };
    private readonly GuardedDoor door = new();

    /// <exception cref="RefusedAskException">The request is not granted, or has no usable answer.</exception>
    /// <exception cref="JsonException">The question is none.</exception>
    public async Task<byte[]> SendAsync(SandboxGrants grants, byte[] question, CancellationToken cancellationToken)
    {
        var asked = JsonSerializer.Deserialize(question, SlotJson.Default.HttpQuestion);
        if (asked is null || !Uri.TryCreate(asked.Url, UriKind.Absolute, out var url))
        {
            throw new RefusedAskException("A request needs an absolute 'url'.");
        }

        try
        {
            using var response = await FollowAsync(grants, asked, url, cancellationToken);
            return await AnswerAsync(response, cancellationToken);
        }
        catch (PrivateAddressException exception)
        {
            throw new RefusedAskException(exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            throw new RefusedAskException($"'{Origin(url)}' does not answer.");
        }
    }

    public void Dispose() => door.Dispose();

    // Only what has no effect is asked again elsewhere, and only within its origin: headers with credentials go nowhere else.
    private async Task<HttpResponseMessage> FollowAsync(SandboxGrants grants, HttpQuestion asked, Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            if (!grants.Origins.Any(granted => Origin(granted) == Origin(url)))
            {
                throw new RefusedAskException($"Requests to '{Origin(url)}' are not granted to the tool.");
            }

            using var request = Request(asked, url);
            var response = await door.SendAsync(request, grants.PrivateAddresses, cancellationToken);
            if (Redirect(request, response) is not { } next || redirects == MaxRedirects)
            {
                return response;
            }

            response.Dispose();
            url = Origin(next) == Origin(url) ? next : throw new RefusedAskException($"'{Origin(url)}' redirects to '{Origin(next)}': redirects to another origin are not followed.");
        }
    }

    private static Uri? Redirect(HttpRequestMessage request, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
        && (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head)
        && response.Headers.Location is { } location
            ? new Uri(request.RequestUri!, location)
            : null;

    private static HttpRequestMessage Request(HttpQuestion asked, Uri url)
    {
        try
        {
            var request = new HttpRequestMessage(new HttpMethod(asked.Method?.ToUpperInvariant() ?? "GET"), url);
            request.Content = asked.Body is null ? null : new StringContent(asked.Body, Encoding.UTF8) { Headers = { ContentType = null } };
            foreach (var (name, value) in asked.Headers ?? [])
            {
                Add(request, name, value);
            }

            return request;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            throw new RefusedAskException("The request's method or one of its headers is malformed.");
        }
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (OwnHeaders.Contains(name))
        {
            throw new RefusedAskException($"The header '{name}' is the host's to set.");
        }

        HttpHeaders headers = name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && request.Content is not null ? request.Content.Headers : request.Headers;
        headers.Add(name, value);
    }

    private static async Task<byte[]> AnswerAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .GroupBy(h => h.Key.ToLowerInvariant())
            .ToDictionary(h => h.Key, h => string.Join(", ", h.SelectMany(v => v.Value)));
        var body = await ReadAsync(response, cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(new HttpAnswer((int)response.StatusCode, headers, body), SlotJson.Default.HttpAnswer);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > MaxBodyBytes)
            {
                throw new RefusedAskException($"The answer has more than {MaxBodyBytes} bytes.");
            }

            body.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
    }

    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority).ToLowerInvariant();
}
