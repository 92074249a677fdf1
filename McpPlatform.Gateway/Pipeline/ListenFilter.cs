using System.Text.Json;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>What a listener wants to hear of (2026-07-28, Subscriptions: Notification Filter).</summary>
internal sealed record ListenFilter(bool Tools, bool Prompts, bool Lists, IReadOnlyList<string> Resources)
{
    private const int MaxResources = 1_000;

    /// <exception cref="McpErrorException">It is no filter, or too large.</exception>
    public static ListenFilter Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.IsEmpty ? "{}"u8.ToArray() : json);
            var root = document.RootElement;
            var resources = root.TryGetProperty("resourceSubscriptions", out var list) ? list.EnumerateArray().Select(AddressOf).Distinct().ToList() : [];
            return resources.Count <= MaxResources
                ? new ListenFilter(IsTrue(root, "toolsListChanged"), IsTrue(root, "promptsListChanged"), IsTrue(root, "resourcesListChanged"), resources)
                : throw new McpErrorException(ErrorCodes.InvalidParams, $"At most {MaxResources} resources can be listened to with one request.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new McpErrorException(ErrorCodes.InvalidParams, "'notifications' must be an object of booleans, with 'resourceSubscriptions' as a list of addresses.");
        }
    }

    public bool Wants(Change change) => change.Kind switch
    {
        ListKind.Tools => Tools,
        ListKind.Prompts => Prompts,
        null => Resources.Contains(change.Uri),
        _ => Lists,
    };

    /// <summary>Writes what is honoured of it.</summary>
    public void Write(Utf8JsonWriter writer, IReadOnlyCollection<string> watched)
    {
        WriteIf(writer, "toolsListChanged", Tools);
        WriteIf(writer, "promptsListChanged", Prompts);
        WriteIf(writer, "resourcesListChanged", Lists);
        if (watched.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("resourceSubscriptions");
        foreach (var uri in watched)
        {
            writer.WriteStringValue(uri);
        }

        writer.WriteEndArray();
    }

    private static void WriteIf(Utf8JsonWriter writer, string name, bool wanted)
    {
        if (wanted)
        {
            writer.WriteBoolean(name, true);
        }
    }

    private static string AddressOf(JsonElement element) => element.GetString() ?? throw new InvalidOperationException("Null is no address.");

    private static bool IsTrue(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.GetBoolean();
}
