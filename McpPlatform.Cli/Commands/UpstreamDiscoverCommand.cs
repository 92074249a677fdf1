using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp upstreams discover [WORDS]</c>: searches MCP servers in remote registries.</summary>
internal static class UpstreamDiscoverCommand
{
    private static readonly Argument<string[]> Words = new("words") { Description = "What is searched: the first word in names, the others in descriptions too." };

    private static readonly Option<string?> Registry = new("--registry") { Description = "Search in this registry only." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("discover", "Search MCP servers in remote registries.", RunAsync, Words, Registry);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var registries = call.Value(Registry) is { } one ? [one] : await call.Gateway.ListRegistriesAsync(cancellationToken);
        if (registries.Count == 0)
        {
            throw new CliException("There are no registries. Whoever runs the gateway can name some with the setting 'Gateway:Registries'.");
        }

        var found = new List<FoundServer>();
        var problems = new List<string>();
        foreach (var registry in registries)
        {
            await SearchAsync(call, registry, found, problems, cancellationToken);
        }

        call.Show(new Page<FoundServer>(found), page => Draw(call, page.Items));
        problems.ForEach(call.Terminal.Error.WriteLine);
        return problems.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    // A registry that fails hides no other.
    private static async Task SearchAsync(
        CommandCall call, string registry, List<FoundServer> found, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            var more = false;
            await foreach (var page in ServerLookup.PagesAsync(call, registry, string.Join(' ', call.Value(Words)), cancellationToken))
            {
                found.AddRange(page.Items);
                more = page.NextCursor is not null;
            }

            if (more)
            {
                call.Say($"The registry '{registry}' lists more servers than were looked at; say more words.");
            }
        }
        catch (PlatformException failed)
        {
            problems.Add(failed.Message);
        }
    }

    private static void Draw(CommandCall call, IReadOnlyList<FoundServer> servers) => ListView.Draw(
        call, servers, "No server was found.",
        ("Server", s => $"{s.Registry}/{s.Name}"), ("Version", s => s.Version),
        ("What it is", s => string.Join(" ", new[] { s.Status == FoundServerStatus.Active ? null : $"({Texts.Snake(s.Status)})", s.Description ?? s.Title }.OfType<string>())),
        ("Reached by", s => string.Join(", ", s.Proposals.Where(p => p.Upstream is not null).Select(p => p.Kind).Distinct())),
        ("Not by", s => string.Join(", ", s.Proposals.Where(p => p.Upstream is null).Select(p => p.Kind).Distinct())),
        ("To give", s => string.Join(", ", s.Proposals.SelectMany(p => p.Inputs).Where(i => i.Required).Select(i => i.Name).Distinct())));
}
