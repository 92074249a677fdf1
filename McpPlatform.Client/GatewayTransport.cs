using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <summary>Sends requests to the Gateway and turns its answers into records, its problems into <see cref="PlatformException"/>.</summary>
internal sealed class GatewayTransport(HttpClient http)
{
    private const string IdempotencyKey = "Idempotency-Key";

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, answer, cancellationToken);

    public Task<TAnswer> PostAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, () => JsonContent.Create(body, bodyType), answer, cancellationToken);

    public Task<TAnswer> PostAsync<TAnswer>(string path, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, path, null, answer, cancellationToken);

    public Task<TAnswer> PutAsync<TBody, TAnswer>(
        string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Put, path, () => JsonContent.Create(body, bodyType), answer, cancellationToken);

    public async Task<TAnswer> UploadAsync<TAnswer>(string path, Stream content, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken)
    {
        using var body = new StreamContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = body };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync(Relative(path), cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
    }

    /// <summary>Opens an event stream; the caller disposes the response.</summary>
    public Task<HttpResponseMessage> OpenStreamAsync(string path, string? lastEventId, CancellationToken cancellationToken) =>
        OpenAsync(path, "text/event-stream", lastEventId, cancellationToken);

    /// <summary>Opens an answer that is read as it comes; the caller disposes the response.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path, string mediaType, string? lastEventId, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Relative(path));
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        return OpenAsync(request, mediaType, cancellationToken);
    }

    /// <summary>Sends a body and opens the answer, which is read as it comes; the caller disposes the response.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpMethod method, string path, string mediaType, HttpContent body, CancellationToken cancellationToken) =>
        OpenAsync(new HttpRequestMessage(method, Relative(path)) { Content = body }, mediaType, cancellationToken);

    private async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage message, string mediaType, CancellationToken cancellationToken)
    {
        using var request = message;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(mediaType));
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            using (response)
            {
                await RequireSuccessAsync(response, cancellationToken);
            }
        }

        return response;
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, Func<HttpContent>? body, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        var key = Guid.CreateVersion7().ToString();
        try
        {
            return await SendOnceAsync(method, path, body, answer, key, cancellationToken);
        }
        catch (HttpRequestException broken) when (broken.HttpRequestError is HttpRequestError.ResponseEnded)
        {
            // Nobody knows whether the request arrived; under the same idempotency key it takes effect once.
            return await SendOnceAsync(method, path, body, answer, key, cancellationToken);
        }
    }

    private async Task<T> SendOnceAsync<T>(
        HttpMethod method, string path, Func<HttpContent>? body, JsonTypeInfo<T> answer, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, Relative(path)) { Content = body?.Invoke() };
        if (method == HttpMethod.Post)
        {
            request.Headers.Add(IdempotencyKey, key);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        await RequireSuccessAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync(answer, cancellationToken)
            ?? throw new PlatformException(response.StatusCode, new PlatformProblem(Detail: "The gateway answered without a body."));
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new PlatformException(response.StatusCode, await ProblemAsync(response, cancellationToken));
        }
    }

    // A proxy on the way may answer with a page of its own; its text is not for our caller.
    private static async Task<PlatformProblem> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return new PlatformProblem(Title: response.ReasonPhrase, Status: (int)response.StatusCode);
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(ContractsJson.Default.PlatformProblem, cancellationToken) ?? new PlatformProblem();
        }
        catch (JsonException)
        {
            return new PlatformProblem(Title: response.ReasonPhrase, Status: (int)response.StatusCode);
        }
    }

    private static Uri Relative(string path) => new(path, UriKind.Relative);
}
