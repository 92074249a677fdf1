using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>How often may be called: by a principal and by its tenant, in the same buckets as at the HTTP API; and a tool by a tenant.</summary>
internal sealed class CallLimits(CallerLimits callers, TokenBuckets buckets, IOptions<LimitOptions> options)
{
    private readonly Rate? anyTool = Rate.Of(options.Value.ToolCallsPerSecond, options.Value.ToolBurst);

    /// <exception cref="McpErrorException">The caller has sent too much, or its tenant has.</exception>
    public void Take(Call call)
    {
        if (callers.Take(call.By) is { } reached)
        {
            throw new McpErrorException(reached.AsError());
        }
    }

    /// <exception cref="McpErrorException">The tool was called too often.</exception>
    public void TakeTool(Call call)
    {
        if (call is not { Method: Methods.ToolsCall, Offer: { Upstream: { } upstream } offer } || (upstream.Config.Rate ?? anyTool) is not { } rate)
        {
            return;
        }

        var wait = buckets.Take(LimitKind.Tool, new BucketKey(call.By.Tenant, upstream.Name, offer.Item.Name), rate);
        if (wait > TimeSpan.Zero)
        {
            GatewayTelemetry.LimitReached(LimitReached.NameOf(LimitKind.Tool));
            throw new McpErrorException(LimitReached.Of(LimitKind.Tool, $"'{call.Name}' may be called only so often", rate, wait).AsError());
        }
    }
}
