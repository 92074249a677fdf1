using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>An upstream that stands: an MCP server whose tools, prompts and resources the gateway offers to agents.</summary>
/// <param name="Name">Its name, unique in the tenant.</param>
/// <param name="Url">Its address, absolute, <c>http</c> or <c>https</c>.</param>
/// <param name="Prefix">What its names begin with where agents see them; empty when they arrive as they are.</param>
/// <param name="Protocol">Which era of the protocol it is spoken to in.</param>
/// <param name="Headers">Headers sent with each request; secrets as references <c>secret://name</c>.</param>
/// <param name="TimeoutSeconds">How long one call may take.</param>
/// <param name="MaxConcurrency">Most calls under way at once.</param>
/// <param name="Enabled">Whether agents reach it.</param>
/// <param name="Version">Grows with each change, also over a removal: two states of one name never have the same version.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
public sealed record UpstreamInfo(
    string Name,
    string Url,
    string Prefix,
    UpstreamProtocol Protocol,
    IReadOnlyDictionary<string, string> Headers,
    int TimeoutSeconds,
    int MaxConcurrency,
    bool Enabled,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>How far the definitions of its tools are trusted.</summary>
    public DefinitionTrust DefinitionTrust { get; init; }

    /// <summary>How long one call may take.</summary>
    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}

/// <summary>A new upstream.</summary>
/// <param name="Name">1 to 30 lower-case letters, digits or <c>-</c>, beginning with a letter.</param>
/// <param name="Url">Its address, absolute, <c>http</c> or <c>https</c>, without user and fragment.</param>
/// <param name="Prefix">Empty, or formed like a name; <see langword="null"/> for the name itself.</param>
/// <param name="Protocol">Which era of the protocol it is spoken to in.</param>
/// <param name="Headers">
/// Headers sent with each request, at most 20. A secret is given as a reference <c>secret://name</c>, or in a header that carries secrets as the
/// secret itself, which is then stored and replaced by a reference.
/// </param>
/// <param name="TimeoutSeconds">How long one call may take, 1 to 3,600.</param>
/// <param name="MaxConcurrency">Most calls under way at once, 1 to 10,000.</param>
/// <param name="Enabled">Whether agents reach it.</param>
public sealed record AddUpstream(
    string Name,
    string Url,
    string? Prefix = null,
    UpstreamProtocol Protocol = UpstreamProtocol.Auto,
    IReadOnlyDictionary<string, string>? Headers = null,
    int TimeoutSeconds = 60,
    int MaxConcurrency = 64,
    bool Enabled = true)
{
    /// <summary>How far the definitions of its tools are trusted.</summary>
    public DefinitionTrust DefinitionTrust { get; init; }
}

/// <summary>What an upstream becomes; what is left out takes its default, not its former value.</summary>
/// <param name="Url">Its address, absolute, <c>http</c> or <c>https</c>, without user and fragment.</param>
/// <param name="Prefix">Empty, or formed like a name; <see langword="null"/> for the name itself.</param>
/// <param name="Protocol">Which era of the protocol it is spoken to in.</param>
/// <param name="Headers">Headers as for <see cref="AddUpstream"/>.</param>
/// <param name="TimeoutSeconds">How long one call may take, 1 to 3,600.</param>
/// <param name="MaxConcurrency">Most calls under way at once, 1 to 10,000.</param>
/// <param name="Enabled">Whether agents reach it.</param>
/// <param name="ExpectedVersion">The version that is replaced; 409 when it is another by now. <see langword="null"/> replaces any.</param>
public sealed record ChangeUpstream(
    string Url,
    string? Prefix = null,
    UpstreamProtocol Protocol = UpstreamProtocol.Auto,
    IReadOnlyDictionary<string, string>? Headers = null,
    int TimeoutSeconds = 60,
    int MaxConcurrency = 64,
    bool Enabled = true,
    long? ExpectedVersion = null)
{
    /// <summary>How far the definitions of its tools are trusted.</summary>
    public DefinitionTrust DefinitionTrust { get; init; }
}

/// <summary>Which headers of an upstream carry secrets: their values are kept by the secret service and never shown.</summary>
public static class SecretHeaders
{
    private static readonly string[] Words = ["authorization", "cookie", "token", "key", "secret", "password"];

    /// <summary>Whether a header's name speaks of a secret.</summary>
    /// <param name="name">The name.</param>
    public static bool Include(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Array.Exists(Words, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>In which era of the Model Context Protocol an upstream is spoken to.</summary>
[JsonConverter(typeof(SnakeCaseEnum<UpstreamProtocol>))]
public enum UpstreamProtocol
{
    /// <summary>Found out by asking it.</summary>
    Auto,

    /// <summary>Revisions up to 2025-11-25, with sessions.</summary>
    Legacy,

    /// <summary>Revision 2026-07-28 and later, without.</summary>
    Modern,
}
