using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;
using McpPlatform.Worker.Planning.Grounding;

namespace McpPlatform.Worker.Planning.Drafting;

/// <summary>Names a pipeline: as the person said, else after what it moves, without taking another pipeline's name.</summary>
internal sealed class PipelineNaming(IPipelineStore pipelines)
{
    private const int MostTries = 100;
    private const int LongestName = 90;

    public async Task<string> NameAsync(string tenant, Wish wish, PipelinePlan plan, CancellationToken cancellationToken)
    {
        if ((wish.Answers.GetValueOrDefault("name") ?? wish.Name) is { Length: > 0 } said)
        {
            return said;
        }

        var name = Default(wish, plan);
        var free = name;
        for (var i = 2; i < MostTries && await pipelines.FindByNameAsync(tenant, free, cancellationToken) is { Plan: var other } && !SameMove(other, plan); i++)
        {
            free = $"{name} ({i})";
        }

        return free;
    }

    private static string Default(Wish wish, PipelinePlan plan)
    {
        var what = wish.Streams.Count <= 3 ? string.Join(" and ", wish.Streams.Select(s => StreamVocabulary.Stem(s.Stream))) : plan.Source.Connection;
        var name = $"{what} to {plan.Destination.Connection}";
        return name.Length <= LongestName ? name : $"{plan.Source.Connection} to {plan.Destination.Connection}";
    }

    private static bool SameMove(PipelinePlan a, PipelinePlan b) =>
        a.Source.Connection == b.Source.Connection && a.Destination.Connection == b.Destination.Connection
        && a.Streams.Select(s => (s.Namespace, s.Name)).SequenceEqual(b.Streams.Select(s => (s.Namespace, s.Name)));
}
