using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Translation;
using McpPlatform.Gateway.Upstreams;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>What the agent's person said of a call.</summary>
internal enum Approving
{
    /// <summary>Nothing, in the time there was.</summary>
    Unanswered,
    Accepted,
    Declined,
}

/// <summary>What a modern agent brought back from its person.</summary>
/// <param name="Id">The approval that was asked for.</param>
/// <param name="Said">What was said; <see langword="null"/> where the answer is missing.</param>
internal sealed record BroughtApproval(Guid Id, Approving? Said);

/// <summary>
/// Asks the person before the agent by elicitation whether a call may be made: a legacy agent on the stream of the call, a modern one by a result that
/// wants another round, whose state is signed and holds what the call brought for its server.
/// </summary>
internal sealed class ApprovalQuestion(RoundStates states, IOptions<GatewayOptions> options)
{
    private const string Key = "approval";

    /// <summary>Asks a legacy agent.</summary>
    public async Task<Approving> AskAsync(Call call, RequireApproval wanted, CallToApprove about, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.ParkedCallTimeout);
        try
        {
            return Read(await call.Stream.AskAsync(Methods.Elicit, Parameters(wanted, about), patience.Token));
        }
        catch (OperationCanceledException) when (call.Clock is { Agent.IsCancellationRequested: false })
        {
            return Approving.Unanswered;
        }
    }

    /// <summary>The result that asks a modern agent.</summary>
    public Reply Ask(Call call, RequireApproval wanted, CallToApprove about, Guid id) => Reply.Of(InputRequests.ToResult(
        [new InputRequest(Key, Methods.Elicit, Parameters(wanted, about))], states.Wrapped(call, StateKind.Approval, NewState(call, id).Span)));

    /// <summary>Takes what a modern agent brings back out of its request, which is from there on what it was before; <see langword="null"/> where it brings nothing.</summary>
    public BroughtApproval? Take(Call call)
    {
        if (call.Agent.Era != Era.Modern || JsonMembers.Text(call.Request.Params, "requestState"u8) is not { } text
            || states.Unwrap(call, text, StateKind.Approval) is not { IsEmpty: false } state)
        {
            return null;
        }

        var given = InputRequests.ReadAnswers(call.Request.Params).GetValueOrDefault(Key);
        call.Become(call.Name!, Restored(call.Request.Params, state));
        return new BroughtApproval(Guid.Parse(JsonMembers.Text(state, "approval"u8)!), given is null ? null : Read(given));
    }

    private static Approving Read(Envelope answer) => answer.Kind != EnvelopeKind.Result ? Approving.Unanswered : JsonMembers.Text(answer.Result, "action"u8) switch
    {
        "accept" => Approving.Accepted,
        "decline" => Approving.Declined,
        _ => Approving.Unanswered,
    };

    // A form without fields: all there is to say is yes or no.
    private static ReadOnlyMemory<byte> Parameters(RequireApproval wanted, CallToApprove about) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, $"May this call be made, once? {about.Reason} (The policy '{wanted.Rule}' asks for your approval.)");
        writer.WriteStartObject("requestedSchema"u8);
        writer.WriteString("type"u8, "object"u8);
        writer.WriteStartObject("properties"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> NewState(Call call, Guid id) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("approval"u8, id);
        writer.CopyMembers(call.Request.Params, static members => !IsOfRound(members));
        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> Restored(ReadOnlyMemory<byte> parameters, ReadOnlyMemory<byte> state) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.CopyMembers(parameters, IsOfRound);
        writer.CopyMembers(state, static members => !IsOfRound(members));
        writer.WriteEndObject();
    });

    private static bool IsOfRound(JsonMembers members) => members.Is("inputResponses"u8) || members.Is("requestState"u8);
}
