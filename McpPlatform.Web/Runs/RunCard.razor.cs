using McpPlatform.Client;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Plans;
using McpPlatform.Web.Approvals;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.Runs;

/// <summary>One run, followed live: where it stands, how far it is, what it asks for, what came of it.</summary>
public partial class RunCard : GatewayComponent
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private Guid? watched;
    private Task? watching;
    private long? lastEvent;
    private RunInfo? run;
    private RunProgress? progress;
    private string? lost;
    private int asked;
    private int shown;
    private IReadOnlyList<ApprovalInfo> pending = [];

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public Guid RunId { get; set; }

    /// <summary>Gates of the plan card to which the person has just agreed; they are approved as soon as the run asks.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ApprovalGate> Agreed { get; set; } = [];

    /// <summary>Whether the plan can be changed by words on this page.</summary>
    [Parameter]
    public bool InChat { get; set; }

    /// <summary>The run changed.</summary>
    [Parameter]
    public EventCallback<RunInfo> OnChanged { get; set; }

    private string Took => run?.Took(Time.GetUtcNow()) is { } span && run.State.IsFinal() ? $" {(run.State == RunState.Succeeded ? "in" : "after")} {Figures.Duration(span)}" : "";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (RunId != watched)
        {
            watched = RunId;
            watching = WatchAsync();
        }
    }

    private async Task WatchAsync()
    {
        while (!Left.IsCancellationRequested)
        {
            lost = await AskQuietlyAsync(FollowAsync);
            StateHasChanged();
            if (lost is null && run is null or { State: RunState.Succeeded or RunState.Failed or RunState.Cancelled })
            {
                return;
            }

            await AskQuietlyAsync(_ => Task.Delay(Pause, Time, Left));
        }
    }

    private async Task FollowAsync(PlatformClient gateway)
    {
        await RefreshAsync(gateway);
        if (run!.State.IsFinal())
        {
            return;
        }

        await foreach (var update in gateway.WatchRunAsync(RunId, lastEvent, Left))
        {
            progress = update.Progress ?? progress;
            lastEvent = update.Event?.Seq ?? lastEvent;
            if (update.Event is { Type: not EventTypes.RunCheckpoint })
            {
                await RefreshAsync(gateway);
            }

            StateHasChanged();
        }

        await RefreshAsync(gateway);
    }

    private async Task RefreshAsync(PlatformClient gateway)
    {
        // Two askings may overlap (the live stream and a button); the answer to the earlier one must not hide the later.
        var mine = ++asked;
        var before = run?.State;
        var found = await gateway.GetRunAsync(RunId, Left);
        if (mine < shown)
        {
            return;
        }

        shown = mine;
        run = found;
        if (run.State == RunState.WaitingForApproval)
        {
            pending = await AgreedGates.ApproveAsync(gateway, run.PipelineId, run.PlanHash, Agreed, Left);
        }

        if (run.State != before)
        {
            StateHasChanged();
            await OnChanged.InvokeAsync(run);
            Workbench.Announce();
        }
    }

    private Task ReloadAsync() => AskAsync(RefreshAsync);

    private Task CancelAsync() => ChangeAsync((gateway, left) => gateway.CancelRunAsync(RunId, left));

    private Task ResumeAsync() => ChangeAsync((gateway, left) => gateway.ResumeRunAsync(RunId, left));

    private Task FixAsync() => ChangeAsync((gateway, left) => gateway.FixRunAsync(RunId, null, left));

    private async Task ChangeAsync(Func<PlatformClient, CancellationToken, Task<RunInfo>> change)
    {
        await AskAsync(async gateway =>
        {
            await change(gateway, Left);
            await RefreshAsync(gateway);
        });
        if (Error is null && watching is null or { IsCompleted: true })
        {
            progress = null;
            watching = WatchAsync();
        }
    }
}
