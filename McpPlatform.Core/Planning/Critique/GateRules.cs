using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Which decisions a person must take before the plan may run.</summary>
internal static class GateRules
{
    public static IReadOnlyList<ApprovalGate> Gates(PipelinePlan plan, PlanFacts facts) =>
        [.. plan.Streams.SelectMany(s => Overwrite(plan, s, facts)), .. plan.Streams.SelectMany(s => Unmask(plan, s, facts)).Distinct()];

    private static IEnumerable<ApprovalGate> Overwrite(PipelinePlan plan, StreamPlan stream, PlanFacts facts)
    {
        if (stream.SyncMode != SyncMode.FullRefreshOverwrite || facts.Destination is not { Catalog: { } catalog } destination
            || TargetName.Find(destination.Connection, catalog, stream.Target) is not { } standing
            || (standing.CreatedByPipeline is { } creator && creator == facts.Existing?.Id))
        {
            yield break;
        }

        var subject = Subject(plan, stream, destination);
        var depend = standing.Dependents.Count == 0 ? "" : $" {Findings.ListOf(standing.Dependents)} depend on it.";
        yield return new ApprovalGate
        {
            Rule = ApprovalRule.OverwriteForeignTarget,
            Subject = subject,
            Reason = $"{subject} exists and was not created by this pipeline; all its rows would be replaced.{depend}",
        };
    }

    private static IEnumerable<ApprovalGate> Unmask(PipelinePlan plan, StreamPlan stream, PlanFacts facts)
    {
        if (facts.Destination is not { } destination)
        {
            yield break;
        }

        var now = SourceColumns(stream);
        var masks = StreamMasks.Of(stream);
        foreach (var before in facts.Former.SelectMany(former => former.Streams.Where(s => SameSource(plan, former, s, stream))).Select(StreamMasks.Of))
        {
            foreach (var (column, method) in before.Columns.Where(c => !masks.Keeps(c.Key, c.Value) && Passes(stream, c.Key)))
            {
                yield return new ApprovalGate
                {
                    Rule = ApprovalRule.Unmask,
                    Subject = $"{Subject(plan, stream, destination)}.{now.GetValueOrDefault(column, column)}",
                    Reason = $"Column '{column}' of {new StreamName(stream.Name, stream.Namespace)} was masked so far and would now arrive {Fate(column, method, masks)}.",
                };
            }

            if (before.Everywhere && !masks.Everywhere)
            {
                yield return new ApprovalGate
                {
                    Rule = ApprovalRule.Unmask,
                    Subject = Subject(plan, stream, destination),
                    Reason = $"Every text of {new StreamName(stream.Name, stream.Namespace)} was looked through for personal data so far; now texts would arrive as they are.",
                };
            }
        }
    }

    private static string Fate(string column, MaskMethod method, StreamMasks masks) =>
        method != MaskMethod.Detect && masks.Keeps(column, MaskMethod.Detect) ? "with only what detectors find in it hidden" : "in the clear";

    private static bool SameSource(PipelinePlan plan, PipelinePlan former, StreamPlan before, StreamPlan stream) =>
        plan.Source.Connection == former.Source.Connection && before.Name == stream.Name && before.Namespace == stream.Namespace;

    private static bool Passes(StreamPlan stream, string column) => stream.SelectedFields.Count == 0 || stream.SelectedFields.Contains(column);

    private static Dictionary<string, string> SourceColumns(StreamPlan stream)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rename in stream.Transforms.OfType<RenameTransform>())
        {
            var source = names.FirstOrDefault(n => n.Value == rename.From).Key ?? rename.From;
            names[source] = rename.To;
        }

        return names;
    }

    private static string Subject(PipelinePlan plan, StreamPlan stream, EndpointFacts destination) =>
        $"{plan.Destination.Connection}.{TargetName.Resolve(destination.Connection, stream.Target)}";
}
