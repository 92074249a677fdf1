using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Text;

namespace McpPlatform.Client.Words;

/// <summary>Tools and their definitions as people read them. Text of a definition is shown with everything in it that cannot be seen written out.</summary>
public static class ToolWords
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    /// <summary>A state: <c>waits for approval</c>.</summary>
    /// <param name="state">The state.</param>
    public static string Of(ToolState state) => state switch
    {
        ToolState.Approved => "approved",
        ToolState.Quarantined => "waits for approval",
        ToolState.Rejected => "rejected",
        _ => "withdrawn",
    };

    /// <summary>A severity: <c>danger</c>.</summary>
    /// <param name="severity">The severity.</param>
    public static string Of(DefinitionSeverity severity) => severity.ToString().ToLowerInvariant();

    /// <summary>A place in a definition: <c>parameter path, description</c>.</summary>
    /// <param name="where">A JSON pointer.</param>
    public static string Place(string where)
    {
        ArgumentNullException.ThrowIfNull(where);
        var parts = where.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToList();
        return parts switch
        {
            [] => "definition",
            ["inputSchema", "properties", var name] => $"parameter {HiddenCharacters.Reveal(name)}",
            ["inputSchema", "properties", var name, .. var rest] => $"parameter {HiddenCharacters.Reveal(name)}, {HiddenCharacters.Reveal(string.Join('/', rest))}",
            _ => HiddenCharacters.Reveal(string.Join('/', parts)),
        };
    }

    /// <summary>The beginning of a hash that people compare: 16 of its 64 digits.</summary>
    /// <param name="hash">The hash.</param>
    public static string Short(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.Length > 16 ? hash[..16] : hash;
    }

    /// <summary>A definition, indented.</summary>
    /// <param name="json">Its canonical JSON.</param>
    public static string Indent(string json) =>
        HiddenCharacters.Reveal(JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!.ToJsonString(Indented));
}
