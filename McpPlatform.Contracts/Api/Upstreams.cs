using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>An upstream that stands: an MCP server whose tools, prompts and resources the gateway offers to agents.</summary>
/// <param name="Name">Its name, unique in the tenant.</param>
/// <param name="Prefix">What its names begin with where agents see them; empty when they arrive as they are.</param>
/// <param name="Protocol">Which era of the protocol it is spoken to in.</param>
/// <param name="Headers">Headers sent with each request; secrets as references <c>secret://name</c>.</param>
/// <param name="TimeoutSeconds">How long it may be silent during a call.</param>
/// <param name="MaxConcurrency">Most calls under way at once.</param>
/// <param name="Enabled">Whether agents reach it.</param>
/// <param name="Version">Grows with each change, also over a removal: two states of one name never have the same version.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
public sealed record UpstreamInfo(
    string Name,
    string Prefix,
    UpstreamProtocol Protocol,
    IReadOnlyDictionary<string, string> Headers,
    int TimeoutSeconds,
    int MaxConcurrency,
    bool Enabled,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt) : UpstreamDescription
{
    /// <summary>Its address, absolute, <c>http</c> or <c>https</c>; <see langword="null"/> for a program.</summary>
    public string? Url { get; init; }

    /// <summary>What it would be changed into to stay as it is.</summary>
    public ChangeUpstream AsChange() => new(Url, Prefix, Protocol, Headers, TimeoutSeconds, MaxConcurrency, Enabled, Version)
    {
        Transport = Transport, Program = Program, Sandbox = Sandbox, Risk = Risk, Tags = Tags, Owner = Owner, Purpose = Purpose,
        DefinitionTrust = DefinitionTrust, TokenExchange = TokenExchange, RateLimit = RateLimit, Price = Price,
        CacheForSeconds = CacheForSeconds, CallTimeoutSeconds = CallTimeoutSeconds,
    };

    /// <summary>The file it comes from, and by which alone it is changed; <see langword="null"/> where it was added by hand.</summary>
    public string? File { get; init; }

    /// <summary>How long one call may take.</summary>
    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}

/// <summary>A new upstream.</summary>
/// <param name="Name">1 to 30 lower-case letters, digits or <c>-</c>, beginning with a letter.</param>
/// <param name="Url">Its address, absolute, <c>http</c> or <c>https</c>, without user and fragment; left out for a program.</param>
/// <param name="Prefix">Empty, or formed like a name; <see langword="null"/> for the name itself.</param>
/// <param name="Protocol">Which era of the protocol it is spoken to in.</param>
/// <param name="Headers">
/// Headers sent with each request, at most 20. A secret is given as a reference <c>secret://name</c>, or in a header that carries secrets as the
/// secret itself, which is then stored and replaced by a reference.
/// </param>
/// <param name="TimeoutSeconds">How long it may be silent during a call, 1 to 3,600.</param>
/// <param name="MaxConcurrency">Most calls under way at once, 1 to 10,000.</param>
/// <param name="Enabled">Whether agents reach it.</param>
public sealed record AddUpstream(
    string Name,
    string? Url = null,
    string? Prefix = null,
    UpstreamProtocol Protocol = UpstreamProtocol.Auto,
    IReadOnlyDictionary<string, string>? Headers = null,
    int TimeoutSeconds = 60,
    int MaxConcurrency = 64,
    bool Enabled = true) : UpstreamDescription
{
    /// <summary>The same as a change of whatever stands.</summary>
    public ChangeUpstream AsChange() => new(Url, Prefix, Protocol, Headers, TimeoutSeconds, MaxConcurrency, Enabled)
    {
        Transport = Transport, Program = Program, Sandbox = Sandbox, Risk = Risk, Tags = Tags, Owner = Owner, Purpose = Purpose,
        DefinitionTrust = DefinitionTrust, TokenExchange = TokenExchange, RateLimit = RateLimit, Price = Price,
        CacheForSeconds = CacheForSeconds, CallTimeoutSeconds = CallTimeoutSeconds,
    };
}

/// <summary>What an upstream becomes; what is left out takes its default, not its former value.</summary>
/// <param name="Url">Its address, absolute, <c>http</c> or <c>https</c>, without user and fragment; left out for a program.</param>
/// <param name="Prefix">Empty, or formed like a name; <see langword="null"/> for the name itself.</param>
/// <param name="Protocol">Which era of the protocol it is spoken to in.</param>
/// <param name="Headers">Headers as for <see cref="AddUpstream"/>.</param>
/// <param name="TimeoutSeconds">How long it may be silent during a call, 1 to 3,600.</param>
/// <param name="MaxConcurrency">Most calls under way at once, 1 to 10,000.</param>
/// <param name="Enabled">Whether agents reach it.</param>
/// <param name="ExpectedVersion">The version that is replaced; 409 when it is another by now. <see langword="null"/> replaces any.</param>
public sealed record ChangeUpstream(
    string? Url = null,
    string? Prefix = null,
    UpstreamProtocol Protocol = UpstreamProtocol.Auto,
    IReadOnlyDictionary<string, string>? Headers = null,
    int TimeoutSeconds = 60,
    int MaxConcurrency = 64,
    bool Enabled = true,
    long? ExpectedVersion = null) : UpstreamDescription
{
    /// <summary>The same as a new upstream.</summary>
    /// <param name="name">Its name.</param>
    public AddUpstream Named(string name) => new(name, Url, Prefix, Protocol, Headers, TimeoutSeconds, MaxConcurrency, Enabled)
    {
        Transport = Transport, Program = Program, Sandbox = Sandbox, Risk = Risk, Tags = Tags, Owner = Owner, Purpose = Purpose,
        DefinitionTrust = DefinitionTrust, TokenExchange = TokenExchange, RateLimit = RateLimit, Price = Price,
        CacheForSeconds = CacheForSeconds, CallTimeoutSeconds = CallTimeoutSeconds,
    };
}

/// <summary>What stands about an upstream beside its address.</summary>
public abstract record UpstreamDescription
{
    /// <summary>How messages travel.</summary>
    public UpstreamTransport Transport { get; init; }

    /// <summary>The program to start, where it is one; <see langword="null"/> otherwise.</summary>
    public UpstreamProgram? Program { get; init; }

    /// <summary>The code, where it is one tool that runs in the sandbox; <see langword="null"/> otherwise.</summary>
    public SandboxProgram? Sandbox { get; init; }

    // Set and not initialised: the generated reader of JSON gives members that can only be initialised the default of their type, not this one.
    /// <summary>How much harm its tools can do; policies refer to it.</summary>
    public RiskClass Risk { get; set; } = RiskClass.Medium;

    /// <summary>Words by which it is found and to which policies refer: at most 20, each 1 to 40 lower-case letters, digits, <c>-</c> or <c>_</c>.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>Who answers for it, at most 200 characters; <see langword="null"/> where nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>What it is for, at most 1,000 characters; <see langword="null"/> for nothing said.</summary>
    public string? Purpose { get; init; }

    /// <summary>How far the definitions of its tools are trusted.</summary>
    public DefinitionTrust DefinitionTrust { get; init; }

    /// <summary>For which token that of a caller is exchanged; <see langword="null"/> where the upstream knows the gateway alone.</summary>
    public UpstreamTokenExchange? TokenExchange { get; init; }

    /// <summary>How often one of its tools may be called; <see langword="null"/> for what the gateway's settings say.</summary>
    public UpstreamRateLimit? RateLimit { get; init; }

    /// <summary>What calls of its tools cost; <see langword="null"/> for what the gateway's settings say.</summary>
    public UpstreamPrice? Price { get; init; }

    /// <summary>
    /// For how many seconds answers of its tools that say they only read are kept, and given to whoever in the tenant may call the same, 0 to 3,600;
    /// 0 for not at all. Where callers are told apart there, each gets only his own.
    /// </summary>
    public int CacheForSeconds { get; init; }

    /// <summary>How many seconds a call may take in all, waiting included, 1 to 86,400; <see langword="null"/> for as long as the gateway lets any.</summary>
    public int? CallTimeoutSeconds { get; init; }
}

/// <summary>How often a tenant may call one tool of an upstream, all its keys together.</summary>
/// <param name="CallsPerSecond">Calls each second in the long run, 0.001 to 1,000,000.</param>
/// <param name="Burst">Calls at once, 1 to 1,000,000; <see langword="null"/> for those of a second.</param>
public sealed record UpstreamRateLimit(double CallsPerSecond, int? Burst = null);

/// <summary>What calls of an upstream's tools cost, in a unit that the tenant chooses, to a millionth of it; each 0 to 1,000,000.</summary>
/// <param name="PerCall">For each call.</param>
/// <param name="PerMegabyte">For each million bytes of arguments and results.</param>
/// <param name="PerThousandTokens">For each thousand tokens: those that the server states, else an estimate of four bytes each.</param>
public sealed record UpstreamPrice(decimal PerCall = 0, decimal PerMegabyte = 0, decimal PerThousandTokens = 0);

/// <summary>
/// What a caller is known by at an upstream (RFC 8693): a token that the issuer of his own gives for it. It takes the place of a header
/// <c>Authorization</c>, which the gateway sends where it asks on nobody's behalf.
/// </summary>
/// <param name="Issuer">Name of the issuer in the gateway's settings.</param>
/// <param name="Resource">The upstream as the issuer knows it, by address; <see langword="null"/> for its own address, unless there is an audience.</param>
/// <param name="Audience">The upstream as the issuer knows it, by name; <see langword="null"/> for none.</param>
/// <param name="Scope">Which scopes are asked for, with spaces between; <see langword="null"/> leaves it to the issuer.</param>
public sealed record UpstreamTokenExchange(string Issuer, string? Resource = null, string? Audience = null, string? Scope = null);

/// <summary>A program that speaks MCP on its standard streams.</summary>
/// <param name="Command">The program, by name or path; the gateway's settings name those that may be registered.</param>
/// <param name="Arguments">Its arguments, at most 100.</param>
/// <param name="Environment">
/// What its environment holds, at most 50 entries. A secret is given as a reference <c>secret://name</c>, or under a name that speaks of one as the
/// secret itself, which is then stored and replaced by a reference.
/// </param>
/// <param name="Folder">Where it starts, absolute; <see langword="null"/> for a temporary folder.</param>
/// <param name="Digest">SHA-256 over the files of a plugin, in lower-case hexadecimal: when they change, it starts anew; <see langword="null"/> for other programs.</param>
public sealed record UpstreamProgram(
    string Command, IReadOnlyList<string>? Arguments = null, IReadOnlyDictionary<string, string>? Environment = null, string? Folder = null,
    string? Digest = null);

/// <summary>How messages travel to an upstream.</summary>
[JsonConverter(typeof(SnakeCaseEnum<UpstreamTransport>))]
public enum UpstreamTransport
{
    /// <summary>Streamable HTTP, the transport of revisions since 2025-03-26.</summary>
    StreamableHttp,

    /// <summary>HTTP with SSE, the transport of revision 2024-11-05.</summary>
    Sse,

    /// <summary>Standard streams of a program that the gateway starts.</summary>
    Stdio,

    /// <summary>None: it is one tool, whose code runs in the gateway's sandbox. Such tools come from the watched folder alone.</summary>
    Sandbox,
}

/// <summary>How much harm a tool can do.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RiskClass>))]
public enum RiskClass
{
    /// <summary>It reads what anybody may know.</summary>
    Low,

    /// <summary>It reads what is not public, or changes little.</summary>
    Medium,

    /// <summary>It changes or sends what matters.</summary>
    High,

    /// <summary>It can do harm that cannot be undone.</summary>
    Critical,
}

/// <summary>Which headers of an upstream, and variables of its environment, carry secrets: their values are kept by the secret service and never shown.</summary>
public static class SecretHeaders
{
    private static readonly string[] Words = ["authorization", "cookie", "token", "key", "secret", "password"];

    /// <summary>Whether a value is a secret in the clear, and not a reference to one.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    public static bool IsInTheClear(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Include(name) && !value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal);
    }

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
