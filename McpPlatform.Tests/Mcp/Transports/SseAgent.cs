using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;

namespace McpPlatform.Tests.Mcp.Transports;

/// <summary>An agent over HTTP with SSE.</summary>
internal sealed class SseAgent : MessageAgent
{
    private readonly HttpClient http;
    private readonly HttpResponseMessage stream;
    private readonly TaskCompletionSource<string> endpoint = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SseAgent(HttpClient http, HttpResponseMessage stream)
    {
        this.http = http;
        this.stream = stream;
        Ended = ReadAsync();
    }

    /// <summary>Where it sends its messages to.</summary>
    public Uri Endpoint => new(http.BaseAddress!, endpoint.Task.Result);

    /// <summary>Ends with the stream.</summary>
    public Task Ended { get; }

    public static async Task<SseAgent> OpenAsync(Uri gateway, string key)
    {
        var http = new HttpClient { BaseAddress = gateway };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var agent = new SseAgent(http, await http.GetAsync(new Uri("sse", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel));
        agent.stream.EnsureSuccessStatusCode();
        await agent.endpoint.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        return agent;
    }

    public override async Task SendAsync(string message)
    {
        using var answer = await PostAsync(message);
        if (answer.StatusCode != HttpStatusCode.Accepted)
        {
            throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(Cancel));
        }
    }

    public Task<HttpResponseMessage> PostAsync(string message) =>
        http.PostAsync(Endpoint, new StringContent(message, Encoding.UTF8, "application/json"), Cancel);

    public override async ValueTask DisposeAsync()
    {
        stream.Dispose();
        http.Dispose();
        await Ended;
    }

    private async Task ReadAsync()
    {
        try
        {
            await using var body = await stream.Content.ReadAsStreamAsync(Cancel);
            await foreach (var item in SseParser.Create(body).EnumerateAsync(Cancel))
            {
                if (item.EventType == "endpoint")
                {
                    endpoint.TrySetResult(item.Data);
                }
                else
                {
                    Hear(item.Data);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            // Broken off, by either side.
        }
        finally
        {
            endpoint.TrySetException(new InvalidOperationException("The stream ended before it said where to send messages."));
        }
    }
}
