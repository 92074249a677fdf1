using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Client;

/// <content>Detection of sensitive data.</content>
public sealed partial class PlatformClient
{
    /// <summary>Says what sensitive data lines hold.</summary>
    /// <param name="lines">Lines of JSON or text, in UTF-8; together at most what the gateway takes as a body, 4 MiB by default.</param>
    /// <param name="showData">Whether the data itself is in the answer.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<DetectedData> ScanAsync(
        ReadOnlyMemory<byte> lines, bool showData = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var body = new ReadOnlyMemoryContent(lines);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var response = await gateway.OpenAsync(
            HttpMethod.Post, $"{Root}detection/scan?show={(showData ? "true" : "false")}", "application/x-ndjson", body, cancellationToken);
        using var answer = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await answer.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, ContractsJson.Default.DetectedData)!;
        }
    }
}
