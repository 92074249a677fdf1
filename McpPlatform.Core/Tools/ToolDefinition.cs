using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Core.Tools;

/// <summary>
/// A tool's definition as it is pinned: all its members in canonical form, but for <c>_meta</c> and <c>icons</c>, which neither a model sees nor
/// a call obeys; of <c>_meta</c> only <see cref="Sandbox"/> counts. Members that the protocol adds later count by themselves. The order of members
/// does not matter.
/// </summary>
/// <param name="Name">What the upstream calls the tool.</param>
/// <param name="Title">Its title for people; <see langword="null"/> for none.</param>
/// <param name="Description">Its description for models; <see langword="null"/> for none.</param>
/// <param name="Hash">SHA-256 of <paramref name="Json"/>, in lower-case hexadecimal.</param>
/// <param name="Json">Canonical JSON (RFC 8785).</param>
public sealed record ToolDefinition(string Name, string? Title, string? Description, string Hash, string Json)
{
    /// <summary>The key of <c>_meta</c> under which stands which code a sandboxed tool is, and what that may reach.</summary>
    public const string Sandbox = "mcp-platform/sandbox";

    private const int MaxDepth = 64;
    private const int MaxNameLength = 256;

    /// <summary>Reads a definition as an upstream offers it.</summary>
    /// <param name="json">The definition.</param>
    /// <exception cref="FormatException">It means different things to different readers, or cannot be hashed; the message says why, without the tool's name.</exception>
    public static ToolDefinition Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Pin(json);
        }
        catch (JsonException)
        {
            throw new FormatException($"it names a member twice, holds a number that is too large, or is nested deeper than {MaxDepth}");
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("it holds text that is no valid Unicode");
        }
    }

    private static ToolDefinition Pin(ReadOnlyMemory<byte> json)
    {
        var strict = new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
        var definition = JsonNode.Parse(json.Span, documentOptions: strict) as JsonObject ?? throw new FormatException("it is no object");
        var sandbox = (definition["_meta"] as JsonObject)?[Sandbox]?.DeepClone();
        definition.Remove("_meta");
        definition.Remove("icons");
        if (sandbox is not null)
        {
            definition["_meta"] = new JsonObject { [Sandbox] = sandbox };
        }

        var canonical = CanonicalJson.Write(definition);
        return new ToolDefinition(
            CheckedName(Text(definition["name"])), Text(definition["title"]) ?? Text((definition["annotations"] as JsonObject)?["title"]),
            Text(definition["description"]), Convert.ToHexStringLower(SHA256.HashData(canonical)), Encoding.UTF8.GetString(canonical));
    }

    private static string CheckedName(string? name) =>
        name is null or "" ? throw new FormatException("it has no name")
        : name.Length > MaxNameLength ? throw new FormatException($"its name is longer than {MaxNameLength} characters")
        : name is "." or ".." ? throw new FormatException("its name is no name but a path")
        : name.Any(char.IsControl) ? throw new FormatException("its name holds control characters")
        : name;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
