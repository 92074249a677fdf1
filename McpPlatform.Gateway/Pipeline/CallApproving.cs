using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Approvals;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Translation;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Has a person approve a call before it goes on: somebody in the workbench or at the command line, for whom the call has to be repeated, or, where the
/// policy says so and the agent can ask, the agent's own person at once. Every approval is kept, bound to caller, tool and arguments, and good once.
/// </summary>
internal sealed class CallApproving(ICallApprovals approvals, ApprovalQuestion question, ParkedExchanges parked, MessageRedaction redaction)
{
    private const int LongestArguments = 1_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Uses an approval up, or asks for one.</summary>
    /// <returns>The answer that asks a modern agent; <see langword="null"/> where the call goes on.</returns>
    /// <exception cref="McpErrorException">It was not approved, or not yet; the message names the policy.</exception>
    public async ValueTask<Reply?> ApproveAsync(Call call, RequireApproval wanted, CancellationToken cancellationToken)
    {
        var brought = question.Take(call);
        if (JsonMembers.Text(call.Request.Params, "requestState"u8) is { } state && parked.Has(call, state))
        {
            // It was approved before it began; what goes on is answers.
            return null;
        }

        var arguments = JsonMembers.Find(call.Request.Params, "arguments"u8);
        var about = new CallToApprove(call.By, CallObligations.ToolOf(call), SortedArguments.HashOf(arguments), Reason(call, wanted, arguments), Lifetime);
        var approval = await approvals.UseOrRequestAsync(about, cancellationToken);
        return approval.State switch
        {
            ApprovalState.Used => null,
            ApprovalState.Pending when wanted.ByElicitation && call.Agent.CanShowForms => await AskAsync(call, wanted, about, approval.Id, brought, cancellationToken),
            ApprovalState.Pending => throw Refuse(
                call, wanted, $"A person has to approve this call first: {Elsewhere(approval.Id)}. Then call again with the same arguments."),
            _ => throw Refuse(call, wanted, $"A person rejected this call.{(approval.Comment is { Length: > 0 } why ? $" They said: {why}" : "")}"),
        };
    }

    private async Task<Reply?> AskAsync(
        Call call, RequireApproval wanted, CallToApprove about, Guid id, BroughtApproval? brought, CancellationToken cancellationToken)
    {
        var said = call.Agent.Era == Era.Legacy ? await question.AskAsync(call, wanted, about, cancellationToken) : brought?.Id == id ? brought.Said : null;
        if (said is null)
        {
            return question.Ask(call, wanted, about, id);
        }

        if (said == Approving.Unanswered)
        {
            throw Refuse(call, wanted, $"Nobody said whether this call may be made. Call again to be asked again, or have somebody else approve it: {Elsewhere(id)}.");
        }

        if (!await approvals.DecideByCallerAsync(about, id, said == Approving.Accepted, cancellationToken))
        {
            throw Refuse(call, wanted, "What was asked of the person here was decided meanwhile, or is over. Call again.");
        }

        return said == Approving.Accepted ? null : throw Refuse(call, wanted, "The person before the agent rejected this call.");
    }

    private static string Elsewhere(Guid id) => $"'mcpp approve {id}', or on the page Approvals";

    private static McpErrorException Refuse(Call call, RequireApproval wanted, string reason) =>
        CallObligations.Refuse(call, wanted.Rule, text => new McpError(ErrorCodes.Refused, text), reason);

    // What is kept and shown has no more of people's data and secrets than an answer would have.
    private string Reason(Call call, RequireApproval wanted, ReadOnlyMemory<byte> arguments)
    {
        var redacted = redaction.Redact(call, arguments, JsonPlaces.Everything);
        var text = redacted.Blocked is { } kind ? $"arguments that hold data of the kind '{kind.Id}', which is not shown" : Encoding.UTF8.GetString(redacted.Json.Span);
        var shown = text.Length > LongestArguments ? $"{text[..LongestArguments]}… ({text.Length - LongestArguments} characters more)" : text;
        return $"{(wanted.Reason.Length > 0 ? wanted.Reason + " " : "")}{call.By.Name} calls {CallObligations.ToolOf(call)} with {(shown.Length > 0 ? shown : "no arguments")}";
    }
}
