using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.Chat;

/// <summary>A checked plan, in sentences, with the button that lets it run.</summary>
public partial class PlanCard : ComponentBase
{
    /// <summary>The answer that carries the plan.</summary>
    [Parameter, EditorRequired]
    public PlanAnswer Answer { get; set; } = null!;

    /// <summary>The latest run of this plan, or the one that waits for it; <see langword="null"/> for none.</summary>
    [Parameter]
    public RunInfo? Run { get; set; }

    /// <summary>Whether something is under way.</summary>
    [Parameter]
    public bool Busy { get; set; }

    /// <summary>The person wants it to run; <see langword="true"/> when the gates were in sight and are agreed to.</summary>
    [Parameter]
    public EventCallback<bool> OnRun { get; set; }

    /// <summary>The person wants its schedule kept, without a run now.</summary>
    [Parameter]
    public EventCallback OnSchedule { get; set; }

    private bool opened;

    private PipelinePlan Plan => Answer.Plan!;

    // Once it runs, the run is what matters; the plan steps back until asked for.
    private bool Whole => Run is null || Continues || opened;

    private bool Agrees => Whole && Plan.Approvals.Count > 0;

    private bool Scheduled => Plan.Schedule.Kind == ScheduleKind.Cron;

    private bool Continues => Run is { State: RunState.WaitingForFix } && Run.PlanHash != Answer.PlanHash;

    private bool CanRun => Run is null || Run.State.IsFinal() || Continues;

    private string RunLabel
    {
        get
        {
            var what = (Continues, Run, Scheduled) switch
            {
                (true, _, _) => "continue the run with this plan",
                (_, not null, _) => "run again",
                (_, _, true) => "schedule & run now",
                _ => "run",
            };
            var label = Agrees ? Scheduled && Run is null ? $"approve, {what}" : $"approve & {what}" : what;
            return char.ToUpperInvariant(label[0]) + label[1..];
        }
    }

    private static string PlaceIcon(PlanEndpoint end) => end.Connection is "samples" or "inbox" ? "file" : "database";
}
