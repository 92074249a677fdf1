using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp upstreams add NAME URL</c>, or <c>mcpp upstreams add --from REGISTRY/SERVER</c> for one that was found.</summary>
internal static class UpstreamAddCommand
{
    private static readonly Argument<string?> Name = new("name") { Description = "Its name.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Argument<string?> Url = new("url")
    {
        Description = "Its address, such as https://tools.example.com/mcp; left out for a program.", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> From = new("--from") { Description = "The server that 'mcpp upstreams discover' calls so." };

    private static readonly Option<string?> OtherName = new("--name") { Description = "With --from: its name here, instead of the proposed one." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "add", "Add an upstream.", RunAsync, [Name, Url, From, OtherName, UpstreamOptions.Prefix, UpstreamOptions.Protocol, UpstreamOptions.Headers,
        UpstreamOptions.HeaderFromInput, UpstreamOptions.Timeout, UpstreamOptions.MaxConcurrency, UpstreamOptions.Trust, UpstreamOptions.Disabled, .. UpstreamDescriptionOptions.All]);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var headers = await UpstreamOptions.ReadHeadersAsync(call, cancellationToken);
        var wanted = call.Value(From) is { } from
            ? await FoundAsync(call, from, headers, cancellationToken)
            : UpstreamDescriptionOptions.Describe(call, new AddUpstream(NameOf(call), call.Value(Url)) { Headers = headers });
        wanted = wanted with
        {
            Prefix = call.Value(UpstreamOptions.Prefix),
            Enabled = !call.Value(UpstreamOptions.Disabled),
            Protocol = call.Value(UpstreamOptions.Protocol) ?? wanted.Protocol,
            TimeoutSeconds = call.Value(UpstreamOptions.Timeout) ?? wanted.TimeoutSeconds,
            MaxConcurrency = call.Value(UpstreamOptions.MaxConcurrency) ?? wanted.MaxConcurrency,
            DefinitionTrust = call.Value(UpstreamOptions.Trust) ?? wanted.DefinitionTrust,
        };
        call.Show(await call.Gateway.AddUpstreamAsync(wanted, cancellationToken), added => call.Say($"{added.Name} stands."));
        return ExitCodes.Done;
    }

    private static string NameOf(CommandCall call) => call.Value(OtherName) is null && call.Value(Name) is { } name
        ? name
        : throw new CliException("Give a NAME, or the server that was found with --from REGISTRY/SERVER; --name belongs to --from.");

    private static async Task<AddUpstream> FoundAsync(
        CommandCall call, string from, Dictionary<string, string> headers, CancellationToken cancellationToken)
    {
        if (call.Value(Name) is not null)
        {
            throw new CliException("Give either NAME and URL or --from. With --from, --name chooses another name than the proposed one.");
        }

        var server = await ServerLookup.FindAsync(call, from, cancellationToken);
        var wanted = ProposalChoice.Complete(call, server, headers);
        return wanted with { Name = call.Value(OtherName) ?? wanted.Name };
    }
}
