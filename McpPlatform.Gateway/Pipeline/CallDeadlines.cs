using System.Buffers.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Gives each call about a tool, prompt or resource its end: all waiting and executing together ends with it, and what is left goes on to whoever
/// executes it. An agent may bring one of its own, under <c>mcp-platform/deadlineMs</c> in <c>_meta</c>; it is no later than the gateway's.
/// </summary>
internal sealed class CallDeadlines(IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Starts the clock.</summary>
    /// <returns>What ends the call: its agent, its clock, or the end of the gateway.</returns>
    /// <exception cref="McpErrorException">What the agent says is no time.</exception>
    public CancellationToken Start(Call call, CancellationToken agent)
    {
        if (call.Method is not (Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead or Methods.Complete))
        {
            return agent;
        }

        var said = JsonMembers.Find(call.Request.Meta, MetaKeys.Deadline);
        var total = options.Value.CallTimeout;
        call.Clock = new CallClock(call.Started, said.IsEmpty ? total : Shorter(Read(said.Span), total), time, agent, lifetime.ApplicationStopping);
        return call.Clock.Token;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Read(ReadOnlySpan<byte> said) =>
        Utf8Parser.TryParse(said, out long milliseconds, out var read) && read == said.Length && milliseconds is > 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new McpErrorException(ErrorCodes.InvalidParams, "'mcp-platform/deadlineMs' must be a whole number of milliseconds, at least 1.");
}
