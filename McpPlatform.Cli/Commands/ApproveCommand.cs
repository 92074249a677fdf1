using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp approve [APPROVAL]</c>: lists what waits for a decision, or decides.</summary>
internal static class ApproveCommand
{
    private static readonly Argument<Guid?> Approval = new("approval") { Description = "Decide this one.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> Reject = new("--reject") { Description = "Say no." };

    private static readonly Option<string?> Comment = new("--comment") { Description = "Why." };

    private static readonly Option<bool> All = new("--all") { Description = "List decided ones too." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("approve", "List what waits for a decision, or decide.", RunAsync, Approval, Reject, Comment, All);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        if (call.Value(Approval) is { } id)
        {
            var decision = new DecideApproval(!call.Value(Reject), call.Value(Comment));
            var decided = await call.Gateway.DecideApprovalAsync(id, decision, cancellationToken);
            call.Show(decided, approval => call.Say($"{approval.Pipeline}: {approval.State.ToString().ToLowerInvariant()}. {approval.Gate.Reason}"));
            return ExitCodes.Done;
        }

        ApprovalState? state = call.Value(All) ? null : ApprovalState.Pending;
        var approvals = await call.Gateway.ListApprovalsAsync(state, limit: 200, cancellationToken: cancellationToken);
        call.Show(approvals, page => ListView.Draw(
            call, page.Items, "Nothing waits for a decision.",
            ("Approval", a => a.Id.ToString()), ("Pipeline", a => a.Pipeline), ("State", a => a.State.ToString().ToLowerInvariant()),
            ("What would happen", a => a.Gate.Reason), ("Asked by", a => a.RequestedBy), ("Expires", a => Texts.When(a.ExpiresAt))));
        return ExitCodes.Done;
    }
}
