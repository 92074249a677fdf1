using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp policy try</c>: what policies would have decided about calls of the past.</summary>
internal static class PolicyTryCommand
{
    private static readonly Argument<string[]> Policies = new("policies")
    {
        Description = "Files with policies, each as the set it is called like, or names of sets, such as one that is only tried; none for the policies as they stand.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Since = new("--since") { Description = "Only calls since then: 7d, 12h, or a moment such as 2026-01-05.", DefaultValueFactory = _ => "7d" };

    private static readonly Option<int?> Limit = new("--limit") { Description = "Most records to look at, newest first; at most 100000." };

    private static readonly Option<string?> Cursor = new("--cursor") { Description = "Go on where another trial ended, as it named it." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "try", "Say what policies would have decided about calls of the past.", RunAsync, Policies, Since, Limit, Cursor);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var trial = new TryPolicies
        {
            Drafts = await DraftsAsync(call, cancellationToken), From = Texts.Since(call.Value(Since), DateTimeOffset.UtcNow), Limit = call.Value(Limit), Cursor = call.Value(Cursor),
        };
        call.Show(await call.Gateway.TryPoliciesAsync(trial, cancellationToken), found => Draw(call, found));
        return ExitCodes.Done;
    }

    private static async Task<Dictionary<string, string>> DraftsAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var drafts = new Dictionary<string, string>();
        foreach (var named in call.Value(Policies) ?? [])
        {
            drafts[Path.GetFileNameWithoutExtension(named)] = File.Exists(named)
                ? await File.ReadAllTextAsync(named, cancellationToken)
                : (await call.Gateway.ListPoliciesAsync(cancellationToken)).Items.FirstOrDefault(s => s.Name == named)?.Text
                    ?? throw new CliException($"'{named}' is neither a file nor a set of policies. See 'mcpp policy list'.");
        }

        return drafts;
    }

    private static void Draw(CommandCall call, PolicyTrial found)
    {
        call.Say($"Of {Figures.Count(found.Calls)} calls{(found.Earliest is { } at ? $" since {Texts.When(at)}" : "")}: {Figures.Count(found.Refused)} would be refused that were allowed, "
            + $"{Figures.Count(found.Allowed)} allowed that were refused, {Figures.Count(found.Same)} decided alike; {Figures.Count(found.Undecided)} could not be decided.");
        foreach (var gap in found.Gaps)
        {
            call.Say($"  {Figures.Count(gap.Calls)} not decided: {gap.Reason}");
        }

        DrawCounts(call, "Tool", found.ByTool);
        DrawCounts(call, "Principal", found.ByPrincipal);
        DrawCounts(call, "Policy", found.ByPolicy);
        if (found.Examples.Count > 0)
        {
            ListView.Draw(
                call, found.Examples, "", ("At", e => Texts.When(e.At)), ("Principal", e => e.Principal), ("Name", e => e.Name), ("Was", e => e.Rule),
                ("Would be", e => $"{(e.WouldAllow ? "allowed" : "refused")} by {e.WouldRule}"));
        }

        if (found.NextCursor is { } next)
        {
            call.Say($"There are older calls: --cursor {next}");
        }
    }

    private static void DrawCounts(CommandCall call, string what, IReadOnlyList<TrialCount> counts)
    {
        if (counts.Count > 0)
        {
            ListView.Draw(call, counts, "", (what, c => c.Name), ("#Refused", c => Figures.Count(c.Refused)), ("#Allowed", c => Figures.Count(c.Allowed)));
        }
    }
}
