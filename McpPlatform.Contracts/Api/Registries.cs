using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>An MCP server that a remote registry lists. All text is the registry's, without control characters, and cut where it is long.</summary>
/// <param name="Registry">Name of the registry in the gateway's settings.</param>
/// <param name="Name">The server's name there, such as <c>com.example/weather</c>.</param>
/// <param name="Version">Its newest version.</param>
/// <param name="Status">Whether the registry stands by it.</param>
/// <param name="Proposals">How it could be added, addresses before programs; empty for one that is deleted, or says not how it is reached.</param>
public sealed record FoundServer(string Registry, string Name, string Version, FoundServerStatus Status, IReadOnlyList<UpstreamProposal> Proposals)
{
    /// <summary>What it is called where people read it, at most 100 characters; <see langword="null"/> for nothing said.</summary>
    public string? Title { get; init; }

    /// <summary>What it does, at most 1,000 characters; <see langword="null"/> for nothing said.</summary>
    public string? Description { get; init; }

    /// <summary>Why its status is what it is, at most 500 characters; <see langword="null"/> for nothing said.</summary>
    public string? StatusMessage { get; init; }
}

/// <summary>One way to add a found server as an upstream.</summary>
/// <param name="Kind">How it is reached or where its package lies: <c>streamable-http</c>, <c>sse</c>, <c>npm</c>, <c>pypi</c>, or what the registry calls it.</param>
/// <param name="Inputs">What is not known yet, required or not.</param>
public sealed record UpstreamProposal(string Kind, IReadOnlyList<ProposalInput> Inputs)
{
    /// <summary>
    /// The upstream without what <see cref="Inputs"/> name; an argument that has to be given stands in it in braces. <see langword="null"/> where the
    /// gateway cannot have such an upstream.
    /// </summary>
    public AddUpstream? Upstream { get; init; }

    /// <summary>Why it would be refused, even with all inputs given; <see langword="null"/> where it would not.</summary>
    public string? Problem { get; init; }
}

/// <summary>Something that whoever adds a found server gives.</summary>
/// <param name="Place">Where it belongs.</param>
/// <param name="Name">Name of the header, the variable or the argument; <c>url</c> for the address.</param>
/// <param name="Required">Whether the server does not work without.</param>
/// <param name="Secret">Whether it is a secret.</param>
public sealed record ProposalInput(ProposalPlace Place, string Name, bool Required, bool Secret)
{
    /// <summary>What it looks like, with the unknown parts in braces, such as <c>Bearer {token}</c>; <see langword="null"/> for any form.</summary>
    public string? Form { get; init; }

    /// <summary>What it is, at most 500 characters; <see langword="null"/> for nothing said.</summary>
    public string? Description { get; init; }
}

/// <summary>Where an input of a proposal belongs.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ProposalPlace>))]
public enum ProposalPlace
{
    /// <summary>A header sent with each request.</summary>
    Header,

    /// <summary>A variable in the program's environment.</summary>
    Environment,

    /// <summary>An argument of the program.</summary>
    Argument,

    /// <summary>The address.</summary>
    Address,
}

/// <summary>Whether a registry stands by a server that it lists.</summary>
[JsonConverter(typeof(SnakeCaseEnum<FoundServerStatus>))]
public enum FoundServerStatus
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>It should not be added any more.</summary>
    Deprecated,

    /// <summary>It was taken back.</summary>
    Deleted,
}
