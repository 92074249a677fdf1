using McpPlatform.Contracts.Api;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>An upstream as it was registered. Its secrets are references, which <see cref="Credentials"/> fill in.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is, or how it is started.</param>
/// <param name="Prefix">Before the names of its tools and prompts; empty for none.</param>
/// <param name="Era">What it speaks; <see langword="null"/> finds out.</param>
/// <param name="Timeout">Longest silence of a call.</param>
/// <param name="MaxConcurrency">Most calls at once.</param>
/// <param name="Problem">Why it cannot be used as it is registered; <see langword="null"/> when it can.</param>
internal sealed record UpstreamConfig(
    string Tenant, string Name, UpstreamAddress Address, string Prefix, Era? Era, TimeSpan Timeout, int MaxConcurrency, string? Problem = null)
{
    /// <summary>How much harm its tools can do.</summary>
    public RiskClass Risk { get; init; }

    /// <summary>Words by which it is found.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who answers for it; <see langword="null"/> where nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>How often a tenant may call one of its tools; <see langword="null"/> for what the settings say.</summary>
    public Rate? Rate { get; init; }

    /// <summary>What its calls cost; <see langword="null"/> for what the settings say.</summary>
    public UpstreamPrice? Price { get; init; }

    /// <summary>For which token that of a caller is exchanged; <see langword="null"/> for none.</summary>
    public UpstreamTokenExchange? TokenExchange { get; init; }

    /// <summary>For how long answers of its tools that only read are kept; zero for not at all.</summary>
    public TimeSpan CacheFor { get; init; }

    /// <summary>How long a call may take in all; <see langword="null"/> for as long as any.</summary>
    public TimeSpan? CallTimeout { get; init; }

    /// <summary>Whether callers are told apart there, by a token or secrets of their own.</summary>
    public bool IsPersonal => TokenExchange is not null || Credentials.ArePersonal(Address.Given);

    /// <summary>Whether another config says the same.</summary>
    public bool IsSame(UpstreamConfig other) => 
        this with { Address = other.Address, Tags = other.Tags } == other && Address.IsSame(other.Address) && Tags.SequenceEqual(other.Tags);
}

/// <summary>Where an upstream is, or how it is started.</summary>
internal abstract record UpstreamAddress
{
    public abstract bool IsSame(UpstreamAddress other);

    /// <summary>Headers or variables, with references to secrets; empty where there are none.</summary>
    public virtual IReadOnlyDictionary<string, string> Given => new Dictionary<string, string>();

    protected static bool HoldSame(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(l => right.TryGetValue(l.Key, out var value) && value == l.Value);
}

/// <summary>An endpoint of Streamable HTTP.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Headers">Headers of each request.</param>
internal record HttpAddress(Uri Url, IReadOnlyDictionary<string, string> Headers) : UpstreamAddress
{
    public override IReadOnlyDictionary<string, string> Given => Headers;

    public override bool IsSame(UpstreamAddress other) =>
        other is HttpAddress http && GetType() == other.GetType() && Url == http.Url && HoldSame(Headers, http.Headers);
}

/// <summary>An endpoint of HTTP with SSE (2024-11-05).</summary>
/// <param name="Url">Where its stream opens.</param>
/// <param name="Headers">Headers of each request.</param>
internal sealed record SseAddress(Uri Url, IReadOnlyDictionary<string, string> Headers) : HttpAddress(Url, Headers);

/// <summary>A program that is started and speaks on its standard streams.</summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">What its environment holds beside the little that every program gets.</param>
/// <param name="Folder">Where it starts; <see langword="null"/> for the gateway's temporary folder.</param>
/// <param name="Digest">Of its files; <see langword="null"/> where nobody looks at them.</param>
internal sealed record ProcessAddress(
    string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string? Folder, string? Digest) : UpstreamAddress
{
    public override IReadOnlyDictionary<string, string> Given => Environment;

    public override bool IsSame(UpstreamAddress other) =>
        other is ProcessAddress process && Command == process.Command && Folder == process.Folder && Digest == process.Digest
        && Arguments.SequenceEqual(process.Arguments) && HoldSame(Environment, process.Environment);
}

/// <summary>No place at all: one tool, whose code runs in the gateway's sandbox.</summary>
/// <param name="Program">The tool; its definition names code and grants.</param>
internal sealed record SandboxAddress(SandboxProgram Program) : UpstreamAddress
{
    public override bool IsSame(UpstreamAddress other) =>
        other is SandboxAddress { Program: var program } && Program.Definition == program.Definition
        && Program.Code with { Grants = program.Code.Grants } == program.Code;
}
