using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>A request in a session: it is talked about on its own stream, in both directions.</summary>
internal sealed class LegacyCall(LegacySession session, ResumableStream stream, RpcMessage message, CancellationToken cancelled)
    : FixtureCall(message)
{
    public override FixtureEras Era => FixtureEras.Legacy;

    public override CancellationToken Cancelled => cancelled;

    public LegacySession Session => session;

    protected override string? LogLevel => session.LogLevel;

    public override bool Declares(string capability) => session.Capabilities.Member(capability).IsObject();

    public override void Require(string capability)
    {
        if (!Declares(capability))
        {
            throw new ToolFailure($"The client did not declare the capability '{capability}'.");
        }
    }

    public override Task NotifyAsync(string method, JsonObject parameters)
    {
        cancelled.ThrowIfCancellationRequested();
        stream.Append(Rpc.Notification(method, parameters));
        return Task.CompletedTask;
    }

    public override Task OpenStreamAsync() => Task.CompletedTask;

    public override void Disconnect() => stream.Disconnect();

    public override void ComeBack()
    {
        // The call goes on where it is.
    }

    public override async Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(
        IReadOnlyDictionary<string, InputRequest> requests, bool remember = true)
    {
        foreach (var request in requests.Values)
        {
            Require(request.Capability);
        }

        var answers = await Task.WhenAll(requests.Select(request => AskAsync(request.Key, request.Value)));
        return answers.ToDictionary();
    }

    private async Task<(string Key, JsonElement Answer)> AskAsync(string key, InputRequest request)
    {
        var answer = await session.Questions.AskAsync(stream, request, cancelled);
        return request.Accepts(answer)
            ? (key, answer)
            : throw new ToolFailure($"That is no answer to {request.Method}: {answer.GetRawText()}");
    }
}
