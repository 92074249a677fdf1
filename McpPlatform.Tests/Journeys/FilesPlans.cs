using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Journeys;

/// <summary>Changes to a plan of one stream, as a sentence.</summary>
internal static class FilesPlans
{
    public static PipelinePlan With(this PipelinePlan plan, Func<StreamPlan, StreamPlan> change) => plan with { Streams = [change(plan.Streams[0])] };

    /// <summary>The same in another mode; cursor and key only where the mode takes them.</summary>
    public static PipelinePlan In(this PipelinePlan plan, SyncMode mode) => plan.With(s => s with
    {
        SyncMode = mode, CursorField = mode.IsIncremental() ? s.CursorField : null, PrimaryKey = mode == SyncMode.IncrementalDedup ? s.PrimaryKey : [],
    });

    public static PipelinePlan Growing(this PipelinePlan plan, string cursor) => plan.With(s => s with { CursorField = cursor });

    public static PipelinePlan Reading(this PipelinePlan plan, string option, string value) =>
        plan with { Source = plan.Source with { Options = new Dictionary<string, string>(plan.Source.Options) { [option] = value } } };
}
