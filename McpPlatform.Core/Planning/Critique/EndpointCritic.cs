using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Whether both ends stand, can be reached, and can do what the plan wants of them.</summary>
internal static class EndpointCritic
{
    private const string ReadOnlyOption = "readOnly";

    public static void Judge(PipelinePlan plan, PlanFacts facts, Findings findings)
    {
        JudgeEnd("source", plan.Source.Connection, facts.Source, findings);
        JudgeEnd("destination", plan.Destination.Connection, facts.Destination, findings);
        if (facts.Source?.Connector is { CanRead: false } source)
        {
            findings.Error("source.connection", $"{source.Title} cannot be read from.");
        }

        if (facts.Destination is { } destination)
        {
            JudgeWritable(destination, findings);
        }
    }

    private static void JudgeEnd(string field, string name, EndpointFacts? end, Findings findings)
    {
        if (end is null)
        {
            findings.Error($"{field}.connection", $"There is no connection '{name}'. Add it, or name one that stands.");
        }
        else if (end.Connector is null)
        {
            findings.Error($"{field}.connection", $"Connection '{name}' needs the connector '{end.Connection.Connector}', which is not registered.");
        }
        else if (end.Catalog is null)
        {
            findings.Error($"{field}.connection", $"Connection '{name}' could not be reached: {end.Unreachable}");
        }
    }

    private static void JudgeWritable(EndpointFacts destination, Findings findings)
    {
        if (destination.Connector is { WriteModes.Count: 0 } connector)
        {
            findings.Error("destination.connection", $"{connector.Title} cannot be written to.");
        }

        if (destination.Connection.Options.TryGetValue(ReadOnlyOption, out var readOnly) && bool.TryParse(readOnly, out var closed) && closed)
        {
            findings.Error("destination.connection", $"Connection '{destination.Connection.Name}' is read-only. Choose another destination.");
        }
    }
}
