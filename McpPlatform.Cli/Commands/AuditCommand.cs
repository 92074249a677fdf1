using System.CommandLine;
using System.Text.Json;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp audit</c>: lists records of calls; export and verify are its subcommands.</summary>
internal static class AuditCommand
{
    private static readonly Option<int> Limit = new("--limit") { Description = "Most records to list.", DefaultValueFactory = _ => 20 };

    private static readonly Option<string?> Cursor = new("--cursor") { Description = "The next page, as the page before named it." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "audit", "List records of calls; export or verify them.", ListAsync,
        [
            .. AuditOptions.All, Limit, Cursor, frame.Command("list", "List records of calls, newest first.", ListAsync, [.. AuditOptions.All, Limit, Cursor]),
            frame.Command("export", "Write all records of calls as JSON Lines, newest first.", ExportAsync, [.. AuditOptions.All]),
            frame.Command("verify", "Walk all chains of records and say where they do not hold.", VerifyAsync),
        ]);

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var records = await call.Gateway.ListAuditAsync(AuditOptions.Read(call), call.Value(Cursor), call.Value(Limit), cancellationToken);
        call.Show(records, page =>
        {
            ListView.Draw(
                call, page.Items, "No call was recorded.",
                ("At", r => Texts.When(r.At)), ("Principal", r => r.OnBehalfOf is { } other ? $"{r.Principal} for {other}" : r.Principal),
                ("Method", r => r.Method), ("Name", r => r.Name), ("Upstream", r => r.Upstream), ("Outcome", r => Texts.Snake(r.Outcome)),
                ("Rule", RuleOf), ("#Took", r => Texts.Milliseconds(r.DurationMicroseconds)), ("#Result", r => Figures.Bytes(r.ResultBytes)),
                ("#Hidden", r => Figures.Count(r.Redactions)), ("#Threats", r => Figures.Count(r.Threats)));
            if (page.NextCursor is { } next)
            {
                call.Say($"There are more: --cursor {next}");
            }
        });
        return ExitCodes.Done;
    }

    // What is only tried is told where it would have made a difference.
    private static string RuleOf(AuditRecord record) => record.Tried is { } tried && tried.Allowed != record.Allowed
        ? $"{record.Rule}, would be {(tried.Allowed ? "allowed" : "refused")} by {string.Join(", ", tried.By)}"
        : record.Rule;

    private static async Task<int> ExportAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await foreach (var record in call.Gateway.ExportAuditAsync(AuditOptions.Read(call), cancellationToken))
        {
            await call.Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(record, ContractsJson.Default.AuditRecord));
        }

        return ExitCodes.Done;
    }

    private static async Task<int> VerifyAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var found = await call.Gateway.VerifyAuditAsync(cancellationToken);
        call.Show(found, shown => Draw(call, shown));
        return found.Whole ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Draw(CommandCall call, AuditVerification found)
    {
        ListView.Draw(
            call, found.Chains, "No call was recorded.",
            ("Chain", c => c.Chain.ToString()), ("#Records", c => Figures.Count(c.Records)), ("#Expired", c => Figures.Count(c.Expired)),
            ("#Last", c => Figures.Count(c.Last)), ("Holds", c => c.Break is { } broken ? broken.Message : "yes"));
        if (found.AttributesFlaw is { } changed)
        {
            call.Say(changed);
        }

        call.Say(found.EventLogFlaw is { } flaw ? $"The event log does not hold: {flaw}" : "The event log holds.");
    }
}
