using System.Globalization;
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
            ["_meta", "mcp-platform/sandbox", .. var rest] => $"sandbox, {HiddenCharacters.Reveal(string.Join('/', rest))}",
            ["inputSchema", "properties", var name] => $"parameter {HiddenCharacters.Reveal(name)}",
            ["inputSchema", "properties", var name, .. var rest] => $"parameter {HiddenCharacters.Reveal(name)}, {HiddenCharacters.Reveal(string.Join('/', rest))}",
            _ => HiddenCharacters.Reveal(string.Join('/', parts)),
        };
    }

    /// <summary>What code in the sandbox may reach: <c>calls https://api.example.com; reads the secret weather-key</c>, or <c>reaches nothing</c>.</summary>
    /// <param name="code">The code.</param>
    public static string Reach(SandboxCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var (http, secrets) = (code.Grants.Http, code.Grants.Secrets);
        string[] parts =
        [
            http.Count == 0 ? "" : $"calls {string.Join(", ", http)}{(code.Grants.PrivateAddresses ? ", also at private addresses" : "")}",
            secrets.Count == 0 ? "" : $"reads the {(secrets.Count == 1 ? "secret" : "secrets")} {string.Join(", ", secrets)}",
        ];
        return parts.All(p => p.Length == 0) ? "reaches nothing" : HiddenCharacters.Reveal(string.Join("; ", parts.Where(p => p.Length > 0)));
    }

    /// <summary>What a call of code in the sandbox may use: <c>64 MiB of memory, 5 s of processor time, 10 s, 1,024 KiB of output, 2 at once</c>.</summary>
    /// <param name="quota">The quota.</param>
    public static string Of(ToolQuota quota)
    {
        ArgumentNullException.ThrowIfNull(quota);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{quota.MemoryMegabytes} MiB of memory, {quota.CpuSeconds} s of processor time, {quota.WallSeconds} s, {quota.OutputKilobytes:N0} KiB of output, {quota.Concurrency} at once");
    }

    /// <summary>What code in the sandbox is: <c>JavaScript 1.2.0, 0123456789abcdef</c>.</summary>
    /// <param name="code">The code.</param>
    public static string Of(SandboxCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        var language = code.Language == SandboxLanguage.Wasm ? "WASM" : "JavaScript";
        return $"{language}{(code.Version is { } version ? $" {HiddenCharacters.Reveal(version)}" : "")}, {Short(code.Digest)}";
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
