using McpPlatform.Core.Usage;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Metering;

/// <summary>
/// Keeps the quotas as the database has them, at the start and every second: changes of them, and what other gateways let through. While it cannot
/// be read, those known hold on.
/// </summary>
internal sealed class QuotaFollowing(
    QuotaBook book, IQuotaStore store, IOptions<MeteringOptions> options, TimeProvider time, ILogger<QuotaFollowing> log) : BackgroundService
{
    private bool isBlind;

    // Before the first call: a quota that was used up before a restart stays so.
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.QuotaInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await LookAsync(stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            book.Mark();
            var standing = await store.ReadStandingAsync(cancellationToken);
            book.Take(standing);
            if (standing.Any(IsWorthTelling))
            {
                await store.TellReachedAsync(cancellationToken);
            }

            isBlind = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isBlind)
            {
                Log.QuotasNotRead(log, exception.Message);
            }

            isBlind = true;
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private static bool IsWorthTelling(StandingQuota standing) =>
        standing.Used >= standing.Quota.Limit * (standing.Quota.Terms.WarnAtPercent / 100.0);
}
