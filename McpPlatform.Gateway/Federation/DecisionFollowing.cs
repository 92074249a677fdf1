using McpPlatform.Core.Tools;

namespace McpPlatform.Gateway.Federation;

/// <summary>Lets decisions about tools take effect as they are made, through whichever gateway.</summary>
internal sealed class DecisionFollowing(ToolReview review, UpstreamDirectory directory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var news in review.FollowAsync(stoppingToken))
            {
                await directory.RenewAsync(news.Tenant, news.Upstream, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }
}
