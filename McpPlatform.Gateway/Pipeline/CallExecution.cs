using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Tools;
using McpPlatform.Gateway.Translation;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Does what a request asks for: where a method ends in the gateway, here; else at the upstream behind it.</summary>
internal sealed class CallExecution(CallLists lists, PlatformTools tools, UpstreamExecution upstreams, Subscriptions subscriptions)
{
    private static readonly ReadOnlyMemory<byte> Discovery = Server.Discovery();

    public ValueTask<Reply> RunAsync(Call call, CancellationToken cancellationToken) => (call.Method, call.Agent.Era) switch
    {
        (Methods.ToolsCall, _) when call.Offer!.Upstream is null => new(tools.InvokeAsync(call, cancellationToken)),
        (Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead or Methods.Complete, _) => upstreams.RunAsync(call, cancellationToken),
        (Methods.ToolsList or Methods.PromptsList or Methods.ResourcesList or Methods.TemplatesList, _) => new(lists.ListAsync(call, cancellationToken)),
        (Methods.Discover, Era.Modern) => ValueTask.FromResult(Reply.Of(Discovery)),
        (Methods.Listen, Era.Modern) => new(subscriptions.ListenAsync(call, cancellationToken)),
        (Methods.Initialize, Era.Legacy) => ValueTask.FromResult(Reply.Of(Server.Handshake(call.Agent.Revision))),
        (Methods.Ping, Era.Legacy) => ValueTask.FromResult(Reply.Empty),
        (Methods.SetLevel, Era.Legacy) => ValueTask.FromResult(SetLevel(call)),
        (Methods.Subscribe, Era.Legacy) => new(subscriptions.SubscribeAsync(call, cancellationToken)),
        (Methods.Unsubscribe, Era.Legacy) => new(subscriptions.UnsubscribeAsync(call, cancellationToken)),
        _ => throw new McpErrorException(ErrorCodes.MethodNotFound, $"There is no method '{call.Method}' in revision {call.Agent.Revision}."),
    };

    private static Reply SetLevel(Call call)
    {
        call.Log!.Set(call.Request.Params);
        return Reply.Empty;
    }
}
