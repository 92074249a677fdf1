using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Detection of sensitive data and of threats.</content>
public sealed partial class PlatformClient
{
    private const string JsonLines = "application/x-ndjson";

    /// <summary>Says what sensitive data lines hold.</summary>
    /// <param name="lines">Lines of JSON or text, in UTF-8; together at most what the gateway takes as a body, 4 MiB by default.</param>
    /// <param name="showData">Whether the data itself is in the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<DetectedData> ScanAsync(ReadOnlyMemory<byte> lines, bool showData = false, CancellationToken cancellationToken = default) =>
        SendLinesAsync($"{Root}detection/scan?show={(showData ? "true" : "false")}", lines, ContractsJson.Default.DetectedData, cancellationToken);

    /// <summary>Turns tokens in lines back into the data they stand for. That it was done is kept in the event log.</summary>
    /// <param name="lines">Lines of JSON or text, in UTF-8; together at most what the gateway takes as a body, with at most 10,000 tokens.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<RevealedToken> RevealAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken = default) =>
        SendLinesAsync($"{Root}detection/reveal", lines, ContractsJson.Default.RevealedToken, cancellationToken);

    /// <summary>Says what in lines is meant to steer a model, or to carry data out.</summary>
    /// <param name="lines">Lines of JSON or text, in UTF-8; together at most what the gateway takes as a body, 4 MiB by default.</param>
    /// <param name="showText">Whether the passages themselves are in the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<DetectedThreat> ScanForThreatsAsync(ReadOnlyMemory<byte> lines, bool showText = false, CancellationToken cancellationToken = default) =>
        SendLinesAsync($"{Root}firewall/scan?show={(showText ? "true" : "false")}", lines, ContractsJson.Default.DetectedThreat, cancellationToken);

    private async IAsyncEnumerable<T> SendLinesAsync<T>(
        string path, ReadOnlyMemory<byte> lines, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var body = new ReadOnlyMemoryContent(lines);
        body.Headers.ContentType = new MediaTypeHeaderValue(JsonLines);
        using var response = await gateway.OpenAsync(HttpMethod.Post, path, JsonLines, body, cancellationToken);
        using var answer = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await answer.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, type)!;
        }
    }
}
