using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <summary>Reads a run's server-sent events, and takes a stream that broke up behind the last event it saw.</summary>
internal sealed class RunStreamReader(GatewayTransport gateway, string path, long? lastEventId)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private long? last = lastEventId;
    private bool ended;

    public async IAsyncEnumerable<RunUpdate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!ended)
        {
            using var response = await gateway.OpenStreamAsync(path, last?.ToString(CultureInfo.InvariantCulture), cancellationToken);
            if (response.StatusCode == System.Net.HttpStatusCode.NoContent)
            {
                // The server's way of saying that nothing will follow the last event seen.
                yield break;
            }

            await foreach (var update in ReadOneAsync(response, cancellationToken))
            {
                yield return update;
            }

            if (!ended)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    private async IAsyncEnumerable<RunUpdate> ReadOneAsync(HttpResponseMessage response, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var items = SseParser.Create(body, (_, data) => data.ToArray()).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(items))
        {
            if (Parse(items.Current) is { } update)
            {
                yield return update;
            }
        }
    }

    // A connection that breaks in the middle ends this reading like one that was closed in order.
    private static async Task<bool> MoveNextAsync(IAsyncEnumerator<SseItem<byte[]>> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            return false;
        }
    }

    private RunUpdate? Parse(SseItem<byte[]> item)
    {
        switch (item.EventType)
        {
            case RunUpdate.EventName:
                var happened = JsonSerializer.Deserialize(item.Data, ContractsJson.Default.PlatformEvent)!;
                last = happened.Seq;
                ended = happened.Type == EventTypes.RunEnded;
                return new RunUpdate(happened, null);
            case RunUpdate.ProgressName:
                return new RunUpdate(null, JsonSerializer.Deserialize(item.Data, ContractsJson.Default.RunProgress));
            default:
                return null;
        }
    }
}
