using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Planning;

namespace McpPlatform.AppHost.Ask;

/// <summary>
/// From words to rows through the same door as everybody: plan, apply, start a run, decide what it waits for as the local administrator,
/// watch it to its end.
/// </summary>
internal sealed class AskCommand(PlatformClient client, Action<string> say)
{
    private const string Comment = "Approved on the command line that asked for it.";

    public async Task<AskOutcome> RunAsync(string words, CancellationToken cancellationToken)
    {
        PlanAnswer? answer = null;
        RunInfo? run = null;
        try
        {
            answer = await client.StartConversationAsync(words, cancellationToken);
            if (answer.Status != PlanAnswerStatus.Ready)
            {
                return new AskOutcome { Status = answer.Status == PlanAnswerStatus.NeedsInput ? AskStatus.NeedsInput : AskStatus.Impossible, Answer = answer };
            }

            var pipeline = await client.ApplyPlanAsync(new ApplyPlan(answer.Plan!, answer.PlanHash), cancellationToken);
            run = await client.StartRunAsync(pipeline.Id, pipeline.PlanHash, cancellationToken);
            run = await WatchAsync(run, cancellationToken);
            return new AskOutcome { Status = StatusOf(run), Answer = answer, Run = run, Error = run.Error?.Message };
        }
        catch (PlatformException e)
        {
            return new AskOutcome { Status = AskStatus.Failed, Answer = answer, Run = run, Error = e.Message };
        }
    }

    private async Task<RunInfo> WatchAsync(RunInfo run, CancellationToken cancellationToken)
    {
        var node = (RunNode?)null;
        await foreach (var update in client.WatchRunAsync(run.Id, cancellationToken: cancellationToken))
        {
            if (update.Progress is { } progress && progress.Node != node)
            {
                node = progress.Node;
                say($"{progress.Node}: {progress.Rows} rows");
            }

            if (update.Event?.Type == EventTypes.RunWaiting && !await ContinueAsync(run, cancellationToken))
            {
                break;
            }
        }

        return await client.GetRunAsync(run.Id, cancellationToken);
    }

    /// <summary>Decides what a waiting run asks for; a run that waits for a correction is left to a person.</summary>
    /// <returns>Whether the run goes on.</returns>
    private async Task<bool> ContinueAsync(RunInfo run, CancellationToken cancellationToken)
    {
        var now = await client.GetRunAsync(run.Id, cancellationToken);
        if (now.State == RunState.WaitingForFix)
        {
            return false;
        }

        var pending = await client.ListApprovalsAsync(ApprovalState.Pending, cancellationToken: cancellationToken);
        foreach (var approval in pending.Items.Where(approval => approval.PipelineId == run.PipelineId && approval.PlanHash == run.PlanHash))
        {
            say($"Approved: {approval.Gate.Reason}");
            await client.DecideApprovalAsync(approval.Id, new DecideApproval(true, Comment), cancellationToken);
        }

        return true;
    }

    private static AskStatus StatusOf(RunInfo run) => run.State switch
    {
        RunState.Succeeded => AskStatus.Succeeded,
        RunState.WaitingForApproval => AskStatus.NeedsApproval,
        _ => AskStatus.Failed,
    };
}
