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
    /// <summary>Says what sensitive data lines hold.</summary>
    /// <param name="lines">Lines of JSON or text, in UTF-8; together at most what the gateway takes as a body, 4 MiB by default.</param>
    /// <param name="showData">Whether the data itself is in the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<DetectedData> ScanAsync(ReadOnlyMemory<byte> lines, bool showData = false, CancellationToken cancellationToken = default) =>
        ScanAsync("detection/scan", lines, showData, ContractsJson.Default.DetectedData, cancellationToken);

    /// <summary>Says what in lines is meant to steer a model, or to carry data out.</summary>
    /// <param name="lines">Lines of JSON or text, in UTF-8; together at most what the gateway takes as a body, 4 MiB by default.</param>
    /// <param name="showText">Whether the passages themselves are in the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IAsyncEnumerable<DetectedThreat> ScanForThreatsAsync(ReadOnlyMemory<byte> lines, bool showText = false, CancellationToken cancellationToken = default) =>
        ScanAsync("firewall/scan", lines, showText, ContractsJson.Default.DetectedThreat, cancellationToken);

    private async IAsyncEnumerable<T> ScanAsync<T>(
        string path, ReadOnlyMemory<byte> lines, bool show, JsonTypeInfo<T> json, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var body = new ReadOnlyMemoryContent(lines);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await gateway.OpenAsync(HttpMethod.Post, $"{Root}{path}?show={(show ? "true" : "false")}", "application/x-ndjson", body, cancellationToken);
        using var answer = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await answer.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, json)!;
        }
    }
}
