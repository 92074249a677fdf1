using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>A request that stands for itself. Where it asks the client, it ends, and begins anew with the answers.</summary>
internal sealed class ModernCall(ModernRequest request, ModernReply reply, RequestState states) : FixtureCall(request.Message)
{
    private readonly Answers answers = Answers.Read(request, states);
    private readonly Dictionary<string, JsonElement> accepted = [];

    public override FixtureEras Era => FixtureEras.Modern;

    public override CancellationToken Cancelled => reply.Closed;

    protected override string? LogLevel => request.Metadata.LogLevel;

    public override bool Declares(string capability) => request.Metadata.Capabilities.Member(capability).IsObject();

    public override void Require(string capability)
    {
        if (!Declares(capability))
        {
            throw RpcException.MissingCapability(capability);
        }
    }

    public override Task NotifyAsync(string method, JsonObject parameters) => reply.NotifyAsync(Rpc.Notification(method, parameters));

    public override Task OpenStreamAsync() => reply.OpenStreamAsync();

    public override void Disconnect()
    {
        // Nobody could come back for the rest.
    }

    public override void ComeBack()
    {
        if (answers.Before is null)
        {
            throw new InputRequired(new Dictionary<string, InputRequest>(), states.Issue(request, accepted));
        }
    }

    public override Task<IReadOnlyDictionary<string, JsonElement>> AskAsync(
        IReadOnlyDictionary<string, InputRequest> requests, bool remember = true)
    {
        var open = requests.Where(asked => !Accept(asked.Key, asked.Value, remember)).ToDictionary();
        foreach (var asked in open.Values)
        {
            Require(asked.Capability);
        }

        return open.Count == 0
            ? Task.FromResult<IReadOnlyDictionary<string, JsonElement>>(accepted)
            : throw new InputRequired(open, remember ? states.Issue(request, accepted) : null);
    }

    private bool Accept(string key, InputRequest asked, bool remember)
    {
        // Who is remembered by a state and comes without it is a stranger, whatever is told.
        var isStranger = remember && answers.Before is null;
        if (isStranger || answers.To(key) is not { } answer || !asked.Accepts(answer))
        {
            return false;
        }

        accepted[key] = answer;
        return true;
    }
}
