using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Text;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp tools</c>: lists tools of upstreams; show, approve and reject are its subcommands.</summary>
internal static class ToolsCommand
{
    private static readonly Argument<string> Tool = new("tool") { Description = "UPSTREAM/NAME, such as wiki/search." };

    private static readonly Argument<string> Shown = new("hash") { Description = "The hash that 'mcpp tools show' printed, or its beginning." };

    private static readonly Option<string?> State = new("--state") { Description = "Only those: approved, quarantined, rejected or withdrawn." };

    private static readonly Option<string?> Upstream = new("--upstream") { Description = "Only tools of this upstream." };

    private static readonly Option<string?> Cursor = new("--cursor") { Description = "The next page, as the page before named it." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "tools", "List tools of upstreams; show, approve or reject the definition of one.", ListAsync, State, Upstream, Cursor,
        frame.Command("list", "List tools of upstreams.", ListAsync, State, Upstream, Cursor),
        frame.Command("show", "Show a tool's definition, what changed in it and what is suspicious.", ShowAsync, Tool),
        frame.Command("approve", "Approve the definition that was shown; agents are offered the tool.", ApproveAsync, Tool, Shown),
        frame.Command("reject", "Reject the definition that was shown; agents are not offered the tool.", RejectAsync, Tool, Shown));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var tools = await call.Gateway.ListToolsAsync(StateOf(call.Value(State)), call.Value(Upstream), call.Value(Cursor), cancellationToken: cancellationToken);
        call.Show(tools, page =>
        {
            ListView.Draw(
                call, page.Items, "There are no such tools.",
                ("Tool", t => HiddenCharacters.Reveal($"{t.Upstream}/{t.Name}")), ("State", t => ToolWords.Of(t.State)),
                ("Suspicion", t => t.Findings.Count == 0 ? "" : ToolWords.Of(t.Findings[0].Severity)),
                ("Hash", t => ToolWords.Short((t.Offered?.Hash ?? t.Approved?.Hash)!)),
                ("Approved", t => t.Approved is { } approved ? $"{Texts.When(approved.At)} by {approved.By}" : "never"),
                ("Sandbox", t => t.Sandbox is { } code ? ToolWords.Reach(code) : ""));
            if (page.NextCursor is { } next)
            {
                call.Say($"There are more: --cursor {next}");
            }
        });
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (upstream, name) = Named(call);
        call.Show(await call.Gateway.GetToolAsync(upstream, name, cancellationToken), detail => ToolView.Draw(call, detail));
        return ExitCodes.Done;
    }

    private static async Task<int> ApproveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (upstream, name, hash) = await SeenAsync(call, cancellationToken);
        call.Show(await call.Gateway.ApproveToolAsync(upstream, name, hash, cancellationToken), _ => call.Say($"{upstream}/{name} is approved; agents are offered it now."));
        return ExitCodes.Done;
    }

    private static async Task<int> RejectAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (upstream, name, hash) = await SeenAsync(call, cancellationToken);
        call.Show(await call.Gateway.RejectToolAsync(upstream, name, hash, cancellationToken), _ => call.Say($"{upstream}/{name} is rejected; agents are not offered it."));
        return ExitCodes.Done;
    }

    // Nobody types 64 digits; but what is decided is what was looked at, so the beginning must be that of what is offered.
    private static async Task<(string Upstream, string Name, string Hash)> SeenAsync(CommandCall call, CancellationToken cancellationToken)
    {
        const int fewestDigits = 8;
        var (upstream, name) = Named(call);
        var shown = call.Value(Shown);
        var tool = (await call.Gateway.GetToolAsync(upstream, name, cancellationToken)).Tool;
        var hash = (tool.Offered?.Hash ?? tool.Approved?.Hash)!;
        return shown.Length >= fewestDigits && hash.StartsWith(shown, StringComparison.OrdinalIgnoreCase)
            ? (upstream, name, hash)
            : throw new CliException($"'{shown}' is not the hash of what is offered now, {ToolWords.Short(hash)}. Look at it with 'mcpp tools show {upstream}/{name}' and give the hash it prints.");
    }

    private static (string Upstream, string Name) Named(CommandCall call) => call.Value(Tool).Split('/', 2) is [{ Length: > 0 } upstream, { Length: > 0 } name]
        ? (upstream, name)
        : throw new CliException($"'{call.Value(Tool)}' is not UPSTREAM/NAME, such as wiki/search. See 'mcpp tools list'.");

    private static ToolState? StateOf(string? word) => word is null ? null
        : Enum.GetValues<ToolState>().Where(s => word == Texts.Snake(s)).Select(s => (ToolState?)s).FirstOrDefault()
            ?? throw new CliException($"'{word}' is no state. There are: {string.Join(", ", Enum.GetValues<ToolState>().Select(s => Texts.Snake(s)))}.");
}
