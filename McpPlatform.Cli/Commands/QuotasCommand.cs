using System.CommandLine;
using System.Globalization;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp quotas</c>: how much may be used; a budget is a quota of cost.</summary>
internal static class QuotasCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name, such as 'monthly-budget'." };

    private static readonly Argument<decimal> Limit = new("limit") { Description = "How much: calls, bytes, or units of the prices." };

    private static readonly Option<QuotaMetric> Metric = new("--of") { Description = "What is counted: calls, bytes or cost." };

    private static readonly Option<QuotaPeriod> Period = new("--per") { Description = "In which time, in UTC: day or month." };

    private static readonly Option<string?> Key = new("--key") { Description = "Only calls of this principal, such as key:ID." };

    private static readonly Option<string?> Tool = new("--tool") { Description = "Only calls of this tool, UPSTREAM/TOOL, or of all tools of an UPSTREAM." };

    private static readonly Option<bool> Soft = new("--soft") { Description = "Tell when it is used up, and let calls go on." };

    private static readonly Option<int?> WarnAt = new("--warn-at") { Description = "Tell at so many percent, 80 when left out." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "quotas", "List, set and remove quotas and budgets.", ListAsync,
        frame.Command("list", "List quotas, and how much of each is used.", ListAsync),
        frame.Command("set", "Set a quota; what was used in this period counts.", SetAsync, Name, Limit, Metric, Period, Key, Tool, Soft, WarnAt),
        frame.Command("remove", "Remove a quota.", RemoveAsync, Name));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.ListQuotasAsync(cancellationToken), page => ListView.Draw(
            call, page.Items, "There are no quotas.",
            ("Name", q => q.Name), ("About", q => q.Subject ?? "the tenant"), ("#Used", q => Amount(q.Metric, q.Used)), ("#Limit", q => Amount(q.Metric, q.Limit)),
            ("Of", q => Texts.Snake(q.Metric)), ("Per", q => Texts.Snake(q.Period)), ("When used up", q => q.Enforcement == QuotaEnforcement.Hard ? "refuse" : "tell"),
            ("Resets", q => Texts.When(q.ResetsAt))));
        return ExitCodes.Done;
    }

    private static async Task<int> SetAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var (scope, subject) = (call.Value(Key), call.Value(Tool)) switch
        {
            ({ } key, null) => (QuotaScope.Key, key),
            (null, { } tool) => (QuotaScope.Tool, tool),
            (null, null) => (QuotaScope.Tenant, (string?)null),
            _ => throw new CliException("Give --key or --tool, not both."),
        };
        var terms = new PutQuota(
            scope, call.Value(Metric), call.Value(Period), call.Value(Limit), subject, call.Value(Soft) ? QuotaEnforcement.Soft : QuotaEnforcement.Hard,
            call.Value(WarnAt) ?? 80);
        call.Show(await call.Gateway.PutQuotaAsync(call.Value(Name), terms, cancellationToken), quota => call.Say(
            $"The quota '{quota.Name}' stands: {Amount(quota.Metric, quota.Used)} of {Amount(quota.Metric, quota.Limit)} used, resets {Texts.When(quota.ResetsAt)} UTC."));
        return ExitCodes.Done;
    }

    private static async Task<int> RemoveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RemoveQuotaAsync(call.Value(Name), cancellationToken);
        call.Say($"The quota '{call.Value(Name)}' is removed.");
        return ExitCodes.Done;
    }

    private static string Amount(QuotaMetric metric, decimal amount) => metric switch
    {
        QuotaMetric.Bytes => Figures.Bytes((long)amount),
        QuotaMetric.Cost => Figures.Cost(amount),
        _ => amount.ToString("N0", CultureInfo.InvariantCulture),
    };
}
