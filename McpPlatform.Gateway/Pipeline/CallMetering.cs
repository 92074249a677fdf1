using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Usage;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Metering;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Holds calls to quotas, and counts what they came to. All of it happens in memory; the sums are made where the audit's records are stored, from
/// what this leaves with them.
/// </summary>
internal sealed class CallMetering(QuotaBook quotas, IOptions<MeteringOptions> options)
{
    private const int BytesPerToken = 4;
    private readonly UpstreamPrice price = options.Value.Price;

    /// <exception cref="McpErrorException">A quota is used up.</exception>
    public void Admit(Call call)
    {
        if (call.Offer is null)
        {
            return;
        }

        if (quotas.Admit(call.By.Tenant, call.By.Id, ServerOf(call), ToolOf(call), call.Began) is { } reached)
        {
            GatewayTelemetry.LimitReached("quota");
            throw new McpErrorException(Refusal(reached, call.Began).AsError());
        }

        call.IsAdmitted = true;
    }

    /// <summary>Counts a call that has ended; without an answer, it was cancelled.</summary>
    public void Count(Call call, Reply? reply)
    {
        var (tenant, key, server, tool) = (call.By.Tenant, call.By.Id, ServerOf(call), ToolOf(call));
        var isExecuted = call.IsAdmitted && reply?.Error?.Code is not (ErrorCodes.Refused or ErrorCodes.TooMany or ErrorCodes.Overloaded);
        if (call.IsAdmitted && !isExecuted)
        {
            quotas.Return(tenant, key, server, tool, call.Began);
        }

        var bytes = (long)JsonMembers.Find(call.Request.Params, "arguments"u8).Length + (reply?.Result.Length ?? 0);
        call.Figures = isExecuted && call.Method == Methods.ToolsCall
            ? FiguresOf(call, reply?.Result ?? default, bytes)
            : new CallFigures(server, tool, isExecuted, TimeSpan.Zero, 0, 0, 0);
        quotas.Count(tenant, key, server, tool, call.Began, bytes, call.Figures.CostMicros);
        GatewayTelemetry.CallMetered(tenant, call.Figures, bytes);
    }

    private CallFigures FiguresOf(Call call, ReadOnlyMemory<byte> result, long bytes)
    {
        var stated = StatedUsage.Read(result);
        var estimated = stated.Tokens is null ? (bytes + BytesPerToken - 1) / BytesPerToken : 0;
        var upstream = call.Offer!.Upstream;
        var cost = upstream is null ? 0 : Pricing.CostMicros(upstream.Config.Price ?? price, bytes, stated.Tokens ?? estimated);
        return new CallFigures(
            ServerOf(call), ToolOf(call), true, upstream?.Config.Address is SandboxAddress ? stated.Cpu : TimeSpan.Zero, stated.Tokens ?? 0, estimated, cost);
    }

    private static string ServerOf(Call call) => call.Offer is null ? "" : call.Offer.Upstream?.Name ?? CallFigures.Platform;

    private static string ToolOf(Call call) => call.Offer?.Item.Name ?? "";

    private static LimitReached Refusal(QuotaCounter reached, DateTimeOffset now)
    {
        var (terms, resets) = (reached.Quota.Terms, reached.ResetsAt);
        var unit = terms.Metric switch { QuotaMetric.Calls => "calls", QuotaMetric.Bytes => "bytes", _ => "units of cost" };
        var whose = terms.Subject is { } subject ? $" of '{subject}'" : "";
        return new LimitReached("quota", string.Create(
            CultureInfo.InvariantCulture,
            $"The quota '{reached.Quota.Name}'{whose}, {terms.Limit:0.######} {unit} a {(terms.Period == QuotaPeriod.Day ? "day" : "month")}, is used up. It resets at {resets:yyyy-MM-dd HH:mm} UTC."),
            resets - now);
    }
}
