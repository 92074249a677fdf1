using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Upstreams;

namespace McpPlatform.Gateway.Registry;

/// <summary>Turns what an entry says about how its server is reached into upstreams that could be added.</summary>
internal sealed class Proposals(AllowedPrograms programs)
{
    private const int MaxProposals = 20;
    private const int MaxKindLength = 40;
    private const string AnyAddress = "https://to-be-given.invalid";
    private const string WantsOurSecret = "It refers to a secret of this installation, which would be sent to it.";

    /// <summary>All proposals, addresses before programs: a program runs on the gateway's machine.</summary>
    /// <param name="server">The entry.</param>
    /// <param name="described">An upstream that has the name and the description they all share.</param>
    public IReadOnlyList<UpstreamProposal> Of(RegistryServer server, AddUpstream described) =>
    [
        .. (server.Remotes ?? []).OfType<RegistryTransport>().OrderBy(r => r.Type == "sse").Take(MaxProposals).Select(r => OfRemote(r, described)),
        .. (server.Packages ?? []).OfType<RegistryPackage>().Take(MaxProposals).Select(p => OfPackage(p, described)),
    ];

    private UpstreamProposal OfRemote(RegistryTransport remote, AddUpstream described)
    {
        UpstreamTransport? transport = remote.Type switch
        {
            "streamable-http" => UpstreamTransport.StreamableHttp,
            "sse" => UpstreamTransport.Sse,
            _ => null,
        };
        if (transport is null)
        {
            return Impossible(remote.Type, "The gateway does not speak this transport.");
        }

        var inputs = new ProposalInputs();
        var headers = inputs.Pairs(remote.Headers, ProposalPlace.Header);
        return Proposal(remote.Type, described with { Transport = transport.Value, Url = inputs.Address(remote), Headers = headers }, inputs);
    }

    private UpstreamProposal OfPackage(RegistryPackage package, AddUpstream described)
    {
        if (PackageRunner.Of(package.RegistryType) is not { } runner)
        {
            return Impossible(package.RegistryType, "The gateway cannot start packages of this kind. Run it yourself, and add its address.");
        }

        if (runner.Refusal(package) is { } refusal)
        {
            return Impossible(package.RegistryType, refusal);
        }

        var inputs = new ProposalInputs();
        var own = inputs.Arguments(package.RuntimeArguments).ToList();
        var arguments = runner.Arguments(package, own, inputs.Arguments(package.PackageArguments)).ToList();
        var variables = inputs.Pairs(package.EnvironmentVariables, ProposalPlace.Environment);
        var program = new UpstreamProgram(runner.Command, arguments, variables.Count > 0 ? variables : null);
        return Proposal(package.RegistryType, described with { Transport = UpstreamTransport.Stdio, Program = program }, inputs);
    }

    private UpstreamProposal Proposal(string? kind, AddUpstream upstream, ProposalInputs inputs) => inputs.WantsOurSecret
        ? Impossible(kind, WantsOurSecret)
        : new UpstreamProposal(Kind(kind), inputs.ToGive) { Upstream = upstream, Problem = Refusal(upstream) };

    private string? Refusal(AddUpstream upstream)
    {
        try
        {
            UpstreamRules.Check(upstream.Program is null ? upstream with { Url = upstream.Url ?? AnyAddress } : upstream);
            programs.Require(upstream.Program);
            return null;
        }
        catch (InvalidInputException refused)
        {
            return refused.Message;
        }
    }

    private static UpstreamProposal Impossible(string? kind, string why) => new(Kind(kind), []) { Problem = why };

    private static string Kind(string? kind) => ForeignText.Of(kind, MaxKindLength) ?? "unknown";
}
