using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp upstreams change NAME …</c>: what is not named stays. Refused when someone else changes it at the same moment.</summary>
internal static class UpstreamChangeCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    private static readonly Option<string?> Url = new("--url") { Description = "Its new address." };

    private static readonly Option<string[]> WithoutHeaders = new("--remove-header")
    {
        Description = "Name of a header to leave out from now on; repeatable.", AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<bool> Enabled = new("--enabled") { Description = "Agents reach it again." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "change", "Change an upstream; what is not named stays.", RunAsync, [Name, Url, UpstreamOptions.Prefix, UpstreamOptions.Protocol,
        UpstreamOptions.Headers, UpstreamOptions.HeaderFromInput, WithoutHeaders, UpstreamOptions.Timeout, UpstreamOptions.MaxConcurrency, UpstreamOptions.Trust, Enabled,
        UpstreamOptions.Disabled, .. UpstreamDescriptionOptions.All]);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Value(Enabled) && call.Value(UpstreamOptions.Disabled))
        {
            throw new CliException("Give either --enabled or --disabled, not both.");
        }

        var stands = await call.Gateway.GetUpstreamAsync(call.Value(Name), cancellationToken);
        var headers = await HeadersAsync(call, stands, cancellationToken);
        var changed = await call.Gateway.ChangeUpstreamAsync(stands.Name, Change(call, stands, headers), cancellationToken);
        call.Show(changed, shown => call.Say($"{shown.Name} is changed."));
        return ExitCodes.Done;
    }

    private static ChangeUpstream Change(CommandCall call, UpstreamInfo stands, Dictionary<string, string> headers) =>
        UpstreamDescriptionOptions.Describe(call, stands.AsChange()) with
        {
            Url = call.Value(Url) ?? stands.Url,
            Prefix = call.Value(UpstreamOptions.Prefix) ?? stands.Prefix,
            Protocol = call.Value(UpstreamOptions.Protocol) ?? stands.Protocol,
            Headers = headers,
            DefinitionTrust = call.Value(UpstreamOptions.Trust) ?? stands.DefinitionTrust,
            TimeoutSeconds = call.Value(UpstreamOptions.Timeout) ?? stands.TimeoutSeconds,
            MaxConcurrency = call.Value(UpstreamOptions.MaxConcurrency) ?? stands.MaxConcurrency,
            Enabled = call.Value(Enabled) || (stands.Enabled && !call.Value(UpstreamOptions.Disabled)),
        };

    private static async Task<Dictionary<string, string>> HeadersAsync(CommandCall call, UpstreamInfo stands, CancellationToken cancellationToken)
    {
        var headers = stands.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in await UpstreamOptions.ReadHeadersAsync(call, cancellationToken))
        {
            headers[name] = value;
        }

        foreach (var name in call.Value(WithoutHeaders) ?? [])
        {
            headers.Remove(name);
        }

        return headers;
    }
}
