using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp usage</c>: what calls came to, and what they cost.</summary>
internal static class UsageCommand
{
    private static readonly Option<UsageBy> By = new("--by") { Description = "What is told apart: tenant (nothing), tool or key." };

    private static readonly Option<bool> Hours = new("--hours") { Description = "By the hour instead of by the day." };

    private static readonly Option<string?> From = new("--from") { Description = "From when on, such as 2026-01-05 or 2026-01-05T06:00:00Z." };

    private static readonly Option<string?> To = new("--to") { Description = "Until when." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "usage", "Show what calls came to, and what they cost.", ReportAsync,
        [By, Hours, From, To, frame.Command("live", "Show the last minute.", LiveAsync)]);

    private static async Task<int> ReportAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var bucket = call.Value(Hours) ? UsageBucket.Hour : UsageBucket.Day;
        var query = new UsageQuery(call.Value(By), bucket, Texts.Moment(call.Value(From)), Texts.Moment(call.Value(To)));
        call.Show(await call.Gateway.GetUsageAsync(query, cancellationToken), report => ListView.Draw(
            call, report.Items, "No calls in that time.",
            [("From", i => Texts.When(i.Start)), .. Names(report.By), ("#Calls", i => Figures.Count(i.Calls)), ("#Errors", i => Figures.Count(i.Errors)),
            ("#Refused", i => Figures.Count(i.Refused)), ("#In", i => Figures.Bytes(i.BytesIn)), ("#Out", i => Figures.Bytes(i.BytesOut)),
            ("#A call", i => Texts.Milliseconds(i.DurationMicroseconds / Math.Max(1, i.Calls))), ("#CPU", i => Texts.Milliseconds(i.CpuMicroseconds)),
            ("#Tokens", Tokens), ("#Cost", i => Figures.Cost(i.Cost))]));
        return ExitCodes.Done;
    }

    private static async Task<int> LiveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.GetLiveUsageAsync(cancellationToken), live => ListView.Draw(
            call, live.Items, "No calls in the last minute.",
            ("Key", i => i.Key), ("Method", i => i.Method), ("Name", i => i.Name), ("Upstream", i => i.Upstream), ("#Calls", i => Figures.Count(i.Calls)),
            ("#Errors", i => Figures.Count(i.Errors)), ("#Refused", i => Figures.Count(i.Refused)), ("#In", i => Figures.Bytes(i.BytesIn)),
            ("#Out", i => Figures.Bytes(i.BytesOut)), ("#A call", i => Texts.Milliseconds(i.DurationMicroseconds / Math.Max(1, i.Calls)))));
        return ExitCodes.Done;
    }

    private static (string, Func<UsageFigures, string?>)[] Names(UsageBy by) => by switch
    {
        UsageBy.Tool => [("Upstream", i => i.Upstream), ("Tool", i => i.Tool)],
        UsageBy.Key => [("Key", i => i.Key)],
        _ => [],
    };

    // Whoever reads it sees which part nobody stated.
    private static string Tokens(UsageFigures item) =>
        item.EstimatedTokens == 0 ? Figures.Count(item.Tokens) : $"{Figures.Count(item.Tokens)} + about {Figures.Count(item.EstimatedTokens)}";
}
