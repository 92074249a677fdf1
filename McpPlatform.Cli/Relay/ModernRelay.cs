using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Cli.Relay;

/// <summary>
/// Relays messages of the modern era: each is a POST whose headers repeat what it says. Which arguments a tool wants repeated is looked up in its
/// definition when the gateway misses them, and kept.
/// </summary>
/// <param name="http">The gateway.</param>
/// <param name="output">The client.</param>
internal sealed class ModernRelay(RelayHttp http, RelayOutput output)
{
    private const int HeaderMismatch = -32020;
    private const int MaxPages = 1_000;
    private readonly ConcurrentDictionary<string, JsonElement> schemas = new(StringComparer.Ordinal);

    /// <summary>Relays a request and all that comes back.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels it at the gateway as well, by closing its response.</param>
    /// <exception cref="RelayFault">It could not be relayed, or was refused.</exception>
    public async Task RequestAsync(RelayMessage request, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(request, cancellationToken);
        }
        catch (RelayFault fault) when (fault.ErrorCode == HeaderMismatch && request is { Method: "tools/call", Name: { } tool })
        {
            schemas[tool] = await FindSchemaAsync(request, tool, cancellationToken);
            await SendAsync(request, cancellationToken);
        }
    }

    /// <summary>Relays a message that gets no answer.</summary>
    /// <param name="notification">The message.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="RelayFault">It could not be relayed.</exception>
    public async Task NotifyAsync(RelayMessage notification, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(notification.Json, MirroredHeaders.Of(notification), cancellationToken);
    }

    private async Task SendAsync(RelayMessage request, CancellationToken cancellationToken)
    {
        var arguments = request is { Method: "tools/call", Name: { } tool } && schemas.TryGetValue(tool, out var schema) ? MirroredHeaders.Of(request, schema) : [];
        using var response = await http.PostAsync(request.Json, MirroredHeaders.Of(request).Concat(arguments), cancellationToken);
        var answered = false;
        await foreach (var message in RelayHttp.ReadAsync(response, cancellationToken))
        {
            answered |= RelayMessage.Read(message.Json) is { Method: null } answer && answer.Id == request.Id;
            await output.WriteAsync(message.Json, cancellationToken);
        }

        if (!answered)
        {
            throw RelayHttp.Broken();
        }
    }

    private async Task<JsonElement> FindSchemaAsync(RelayMessage call, string tool, CancellationToken cancellationToken)
    {
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var result = await ListAsync(call, cursor, cancellationToken);
            if (RelayMessage.Member(result, "tools") is { ValueKind: JsonValueKind.Array } tools
                && tools.EnumerateArray().FirstOrDefault(t => RelayMessage.Text(t, "name") == tool) is { ValueKind: JsonValueKind.Object } found)
            {
                return RelayMessage.Member(found, "inputSchema");
            }

            cursor = RelayMessage.Text(result, "nextCursor");
            if (cursor is null)
            {
                break;
            }
        }

        throw new RelayFault($"The gateway lists no tool '{tool}', so that nobody knows which of its arguments have to be repeated in headers.");
    }

    private async Task<JsonElement> ListAsync(RelayMessage call, string? cursor, CancellationToken cancellationToken)
    {
        var list = RelayMessage.Read(ListMessage(call, cursor));
        using var response = await http.PostAsync(list.Json, MirroredHeaders.Of(list), cancellationToken);
        await foreach (var message in RelayHttp.ReadAsync(response, cancellationToken))
        {
            using var document = JsonDocument.Parse(message.Json);
            if (RelayMessage.Member(document.RootElement, "result") is { ValueKind: JsonValueKind.Object } result)
            {
                return result.Clone();
            }
        }

        throw RelayHttp.Broken();
    }

    // The same agent asks, with the same capabilities.
    private static byte[] ListMessage(RelayMessage call, string? cursor)
    {
        using var document = JsonDocument.Parse(call.Json);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteString("id", "mcpp");
            writer.WriteString("method", "tools/list");
            writer.WriteStartObject("params");
            if (cursor is not null)
            {
                writer.WriteString("cursor", cursor);
            }

            writer.WritePropertyName("_meta");
            document.RootElement.GetProperty("params").GetProperty("_meta").WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
