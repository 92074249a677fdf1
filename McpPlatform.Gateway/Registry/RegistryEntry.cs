using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpPlatform.Gateway.Registry;

/// <summary>
/// An entry of a registry, as far as the gateway reads it (API of the MCP Registry, revision 2025-12-01, <c>ServerResponse</c>). Nothing of it can be
/// relied on: everything may be missing.
/// </summary>
internal sealed record RegistryEntry(RegistryServer? Server, [property: JsonPropertyName("_meta")] RegistryEntryMeta? Meta);

internal sealed record RegistryEntryMeta([property: JsonPropertyName("io.modelcontextprotocol.registry/official")] RegistryEntryState? Official);

internal sealed record RegistryEntryState(string? Status, string? StatusMessage);

/// <summary><c>ServerDetail</c>.</summary>
internal sealed record RegistryServer(
    string? Name, string? Title, string? Description, string? Version, IReadOnlyList<RegistryPackage?>? Packages, IReadOnlyList<RegistryTransport?>? Remotes);

/// <summary><c>Package</c>.</summary>
internal sealed record RegistryPackage(
    string? RegistryType,
    string? RegistryBaseUrl,
    string? Identifier,
    string? Version,
    string? RuntimeHint,
    RegistryTransport? Transport,
    IReadOnlyList<RegistryInput?>? RuntimeArguments,
    IReadOnlyList<RegistryInput?>? PackageArguments,
    IReadOnlyList<RegistryInput?>? EnvironmentVariables);

/// <summary><c>LocalTransport</c> and <c>RemoteTransport</c>.</summary>
internal sealed record RegistryTransport(
    string? Type, string? Url, IReadOnlyList<RegistryInput?>? Headers, IReadOnlyDictionary<string, RegistryInput>? Variables);

/// <summary><c>KeyValueInput</c>, <c>PositionalArgument</c>, <c>NamedArgument</c>, or a variable of one of them.</summary>
internal sealed record RegistryInput(
    string? Type,
    string? Name,
    string? ValueHint,
    string? Description,
    string? Value,
    string? Default,
    string? Format,
    bool IsRequired,
    bool IsSecret,
    IReadOnlyList<string?>? Choices,
    IReadOnlyDictionary<string, RegistryInput>? Variables);

/// <summary><c>ServerList</c>, whose entries are read one by one, so that a bad one hides no other.</summary>
internal sealed record RegistryPage(IReadOnlyList<JsonElement>? Servers, RegistryPageMetadata? Metadata);

internal sealed record RegistryPageMetadata(string? NextCursor);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(RegistryPage))]
[JsonSerializable(typeof(RegistryEntry))]
internal sealed partial class RegistryJson : JsonSerializerContext;
