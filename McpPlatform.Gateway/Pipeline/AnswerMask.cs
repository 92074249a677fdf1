using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Hides members of a tool's answer: in <c>structuredContent</c>, and in texts of <c>content</c> that are JSON, which is how servers repeat it. A path
/// goes through lists, item by item.
/// </summary>
internal static class AnswerMask
{
    private const string Masked = "[masked]";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="McpErrorException">The answer cannot be masked, and so not be given.</exception>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> result, IReadOnlyList<string> paths)
    {
        try
        {
            var answer = JsonNode.Parse(result.Span, documentOptions: Strict);
            List<string[]> steps = [.. paths.Select(path => path.Split('.'))];
            steps.ForEach(path => Hide(answer?["structuredContent"], path));
            foreach (var block in (answer?["content"] as JsonArray)?.OfType<JsonObject>() ?? [])
            {
                HideInText(block, steps);
            }

            return JsonSerializer.SerializeToUtf8Bytes(answer);
        }
        catch (JsonException)
        {
            throw new McpErrorException(ErrorCodes.Refused, "The answer holds what a policy hides, in a form in which it cannot be hidden. It is not shown.");
        }
    }

    private static void HideInText(JsonObject block, List<string[]> paths)
    {
        if (block["text"] is not JsonValue value || !value.TryGetValue<string>(out var text) || text.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return;
        }

        if (IsJson(text))
        {
            var json = JsonNode.Parse(text, documentOptions: Strict);
            paths.ForEach(path => Hide(json, path));
            block["text"] = json!.ToJsonString();
        }
    }

    // A text may only look like JSON.
    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Hide(JsonNode? node, ReadOnlySpan<string> path)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
            {
                Hide(item, path);
            }
        }
        else if (node is JsonObject members && members.ContainsKey(path[0]))
        {
            if (path.Length == 1)
            {
                members[path[0]] = Masked;
            }
            else
            {
                Hide(members[path[0]], path[1..]);
            }
        }
    }
}
