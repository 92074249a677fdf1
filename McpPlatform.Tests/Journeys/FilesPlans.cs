using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Journeys;

/// <summary>Changes to a plan of one stream, as a sentence.</summary>
internal static class FilesPlans
{
    public static PipelinePlan With(this PipelinePlan plan, Func<StreamPlan, StreamPlan> change) => plan with { Streams = [change(plan.Streams[0])] };

    public static PipelinePlan Growing(this PipelinePlan plan, string cursor) => plan.With(s => s with { CursorField = cursor });

    public static PipelinePlan Reading(this PipelinePlan plan, string option, string value) =>
        plan with { Source = plan.Source with { Options = new Dictionary<string, string>(plan.Source.Options) { [option] = value } } };
}
