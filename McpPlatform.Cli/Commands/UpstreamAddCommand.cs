using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp upstreams add NAME URL</c>.</summary>
internal static class UpstreamAddCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    private static readonly Argument<string?> Url = new("url")
    {
        Description = "Its address, such as https://tools.example.com/mcp; left out for a program.", Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "add", "Add an upstream.", RunAsync, [Name, Url, UpstreamOptions.Prefix, UpstreamOptions.Protocol, UpstreamOptions.Headers,
        UpstreamOptions.HeaderFromInput, UpstreamOptions.Timeout, UpstreamOptions.MaxConcurrency, UpstreamOptions.Trust, UpstreamOptions.Disabled, .. UpstreamDescriptionOptions.All]);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var wanted = new AddUpstream(call.Value(Name), call.Value(Url))
        {
            Prefix = call.Value(UpstreamOptions.Prefix),
            Headers = await UpstreamOptions.ReadHeadersAsync(call, cancellationToken),
            Enabled = !call.Value(UpstreamOptions.Disabled),
        };
        wanted = wanted with
        {
            Protocol = call.Value(UpstreamOptions.Protocol) ?? wanted.Protocol,
            TimeoutSeconds = call.Value(UpstreamOptions.Timeout) ?? wanted.TimeoutSeconds,
            MaxConcurrency = call.Value(UpstreamOptions.MaxConcurrency) ?? wanted.MaxConcurrency,
            DefinitionTrust = call.Value(UpstreamOptions.Trust) ?? wanted.DefinitionTrust,
        };
        wanted = UpstreamDescriptionOptions.Describe(call, wanted);
        call.Show(await call.Gateway.AddUpstreamAsync(wanted, cancellationToken), added => call.Say($"{added.Name} stands."));
        return ExitCodes.Done;
    }
}
