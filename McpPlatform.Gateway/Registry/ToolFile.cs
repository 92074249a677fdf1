using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Tools;
using McpPlatform.Gateway.Federation;

namespace McpPlatform.Gateway.Registry;

/// <summary>What the file beside the code of a tool says. Its members are set one by one, so that those left out keep their defaults.</summary>
internal sealed record ToolFileContent(string Description)
{
    public string? Title { get; set; }

    public JsonObject? InputSchema { get; set; }

    public JsonObject? OutputSchema { get; set; }

    public JsonObject? Annotations { get; set; }

    public RiskClass Risk { get; set; } = RiskClass.Medium;

    public IReadOnlyList<string> Tags { get; set; } = [];

    public string? Owner { get; set; }

    public string? Version { get; set; }

    public ToolGrants Grants { get; set; } = new();

    public ToolQuota Quota { get; set; } = new();

    public int CacheForSeconds { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ToolFileContent))]
internal sealed partial class ToolFileJson : JsonSerializerContext;

/// <summary>
/// The definition of a tool that runs in the sandbox, in YAML, and its code: together an upstream that is this tool alone. What is reviewed of it
/// names code and grants, so that a change of either waits for a person like a changed description.
/// </summary>
internal static class ToolFile
{
    // What it may use is bounded by its quota, and what waits by the sandbox.
    private const int Timeout = 3_600;
    private const int MaxConcurrency = 10_000;

    /// <param name="name">The tool's name.</param>
    /// <param name="yaml">What the file beside the code says.</param>
    /// <param name="language">What the code is written in.</param>
    /// <param name="code">The code.</param>
    /// <param name="rules">What definitions must satisfy.</param>
    /// <exception cref="InvalidInputException">It is no definition of a tool.</exception>
    public static AddUpstream Read(string name, string yaml, SandboxLanguage language, ReadOnlySpan<byte> code, DefinitionRules rules)
    {
        var content = YamlText.Read(yaml, "description: Counts the words of a text.", Read);
        var registered = new SandboxCode(language, Convert.ToHexStringLower(SHA256.HashData(code)), content.Grants, content.Quota, content.Version);
        var definition = CanonicalJson.Write(Definition(name, content, registered));
        Check(definition, rules);
        return new AddUpstream(name, Prefix: "", TimeoutSeconds: Timeout, MaxConcurrency: MaxConcurrency)
        {
            Transport = UpstreamTransport.Sandbox,
            Sandbox = new SandboxProgram(registered, Encoding.UTF8.GetString(definition)),
            Risk = content.Risk, Tags = content.Tags, Owner = content.Owner, CacheForSeconds = content.CacheForSeconds,
        };
    }

    private static ToolFileContent Read(JsonObject json)
    {
        YamlText.RequireKnown(json, ToolFileJson.Default.ToolFileContent, "$");
        YamlText.RequireKnown(json["grants"] as JsonObject, ToolFileJson.Default.ToolGrants, "$.grants");
        YamlText.RequireKnown(json["quota"] as JsonObject, ToolFileJson.Default.ToolQuota, "$.quota");
        if (json["version"] is JsonValue version && version.GetValueKind() == JsonValueKind.Number)
        {
            // 1.10 is a version, whatever YAML thinks.
            json["version"] = version.ToJsonString();
        }

        return json.Deserialize(ToolFileJson.Default.ToolFileContent)!;
    }

    private static JsonObject Definition(string name, ToolFileContent content, SandboxCode code)
    {
        var definition = new JsonObject
        {
            ["name"] = name, ["description"] = content.Description,
            ["inputSchema"] = content.InputSchema?.DeepClone() ?? new JsonObject { ["type"] = "object" },
            ["_meta"] = new JsonObject { [ToolDefinition.Sandbox] = Sandboxed(code) },
        };
        Add(definition, "title", content.Title);
        Add(definition, "outputSchema", content.OutputSchema?.DeepClone());
        Add(definition, "annotations", content.Annotations?.DeepClone());
        return definition;
    }

    private static JsonObject Sandboxed(SandboxCode code)
    {
        var sandboxed = new JsonObject { ["code"] = $"sha256:{code.Digest}", ["language"] = code.Language == SandboxLanguage.Wasm ? "wasm" : "javascript" };
        Add(sandboxed, "version", code.Version);
        Add(sandboxed, "http", List(code.Grants.Http));
        Add(sandboxed, "privateAddresses", code.Grants.PrivateAddresses ? true : null);
        Add(sandboxed, "secrets", List(code.Grants.Secrets));
        return sandboxed;
    }

    private static JsonArray? List(IReadOnlyList<string> values) => values.Count == 0 ? null : [.. values.Select(v => (JsonNode?)v)];

    private static void Add(JsonObject to, string name, JsonNode? value)
    {
        if (value is not null)
        {
            to[name] = value;
        }
    }

    // Said when the file is read, and not only when agents miss the tool.
    private static void Check(byte[] definition, DefinitionRules rules)
    {
        using var document = JsonDocument.Parse(definition);
        if (rules.Read(ListKind.Tools, document.RootElement, FrozenDictionary<string, CatalogItem>.Empty, out _) is { } refused)
        {
            throw new InvalidInputException($"Its definition is refused: {refused.Reason}. {refused.Detail}".TrimEnd());
        }

        try
        {
            ToolDefinition.Read(definition);
        }
        catch (FormatException exception)
        {
            throw new InvalidInputException($"Its definition is refused: {exception.Message}.");
        }
    }
}
