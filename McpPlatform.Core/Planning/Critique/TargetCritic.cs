using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Whether a target has a usable name, can take the mode, is not the source itself, and what stands to be overwritten there.</summary>
internal static class TargetCritic
{
    // Written by the platform next to its targets; a plan may not aim at them.
    private const string RejectedSuffix = "__rejected";

    private static readonly string[] ReservedNamespaces = ["_mcpp", "information_schema", "pg_catalog", "pg_toast"];

    public static void Judge(PipelinePlan plan, int index, PlanFacts facts, Findings findings)
    {
        if (facts.Destination is not { } destination)
        {
            return;
        }

        var stream = plan.Streams[index];
        var field = $"streams[{index}].target";
        JudgeName(stream.Target, destination, field, findings);
        JudgeMode(stream, destination, $"streams[{index}].syncMode", findings);
        JudgeItself(plan, stream, destination, field, findings);
        if (destination.Catalog is { } catalog && TargetName.Find(destination.Connection, catalog, stream.Target) is { } standing)
        {
            JudgeStanding(stream, standing, field, findings);
        }
    }

    public static void JudgeTogether(PipelinePlan plan, PlanFacts facts, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < plan.Streams.Count; i++)
        {
            var target = plan.Streams[i].Target;
            if (!seen.Add(facts.Destination is { } end ? TargetName.Resolve(end.Connection, target).ToString() : target))
            {
                findings.Error($"streams[{i}].target", $"Two streams would write to '{target}'. Give one of them another target.");
            }
        }
    }

    private static void JudgeName(string target, EndpointFacts destination, string field, Findings findings)
    {
        if (string.IsNullOrWhiteSpace(target) || target.Any(char.IsControl) || target.Trim() != target)
        {
            findings.Error(field, "A target has a name, without control characters and without spaces at its ends.");
        }
        else if (!TargetName.HasNamespaces(destination.Connection))
        {
            JudgePath(target, field, findings);
        }
        else
        {
            JudgeTable(TargetName.Resolve(destination.Connection, target), field, findings);
        }
    }

    private static void JudgePath(string target, string field, Findings findings)
    {
        if (target.StartsWith('/') || target.Contains('\\', StringComparison.Ordinal) || target.Split('/').Any(p => p is "" or "." or ".."))
        {
            findings.Error(field, $"'{target}' leaves the connection's folder. Give a path below it.");
        }
        else if (target.StartsWith('.'))
        {
            findings.Error(field, $"'{target}' begins with a point: such files are hidden and never listed. Choose another name.");
        }
    }

    private static void JudgeTable(StreamName name, string field, Findings findings)
    {
        if (name.Name.Length is 0 or > TargetName.LongestPart || name.Namespace is { Length: 0 or > TargetName.LongestPart })
        {
            findings.Error(field, $"Names of schemas and tables have 1 to {TargetName.LongestPart} characters.");
        }
        else if (ReservedNamespaces.Contains(name.Namespace) || name.Namespace!.StartsWith("pg_", StringComparison.Ordinal))
        {
            findings.Error(field, $"Schema '{name.Namespace}' is not for data. Choose another.");
        }
        else if (name.Name.EndsWith(RejectedSuffix, StringComparison.Ordinal))
        {
            findings.Error(field, $"Names that end in '{RejectedSuffix}' are kept for rejected rows.");
        }
    }

    private static void JudgeMode(StreamPlan stream, EndpointFacts destination, string field, Findings findings)
    {
        if (destination.Connector is { WriteModes.Count: > 0 } connector && !connector.WriteModes.Contains(stream.SyncMode))
        {
            findings.Error(field, $"{connector.Title} cannot take {Say(stream.SyncMode)}. It takes: {Findings.ListOf(connector.WriteModes.Select(Say))}.");
        }
    }

    private static void JudgeItself(PipelinePlan plan, StreamPlan stream, EndpointFacts destination, string field, Findings findings)
    {
        if (plan.Source.Connection == plan.Destination.Connection
            && TargetName.Resolve(destination.Connection, stream.Target) == new StreamName(stream.Name, stream.Namespace))
        {
            findings.Error(field, $"Source and destination are the same: '{stream.Target}' in '{plan.Source.Connection}'. Choose another target.");
        }
    }

    private static void JudgeStanding(StreamPlan stream, CatalogStream standing, string field, Findings findings)
    {
        if (!standing.Writable)
        {
            findings.Error(field, $"'{stream.Target}' cannot be written: it is a view or the connection's user may not.");
        }

        if (stream.SyncMode != SyncMode.FullRefreshOverwrite)
        {
            return;
        }

        var rows = standing.RowEstimate is { } count ? $" (about {count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} rows)" : "";
        findings.Warn(field, $"'{stream.Target}' exists{rows} and will be replaced.");
        if (standing.Dependents.Count > 0)
        {
            findings.Warn(field, $"These depend on it and will read the new rows: {Findings.ListOf(standing.Dependents)}.");
        }
    }

    private static string Say(SyncMode mode) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(mode.ToString());
}
