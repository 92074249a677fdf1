using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>
/// Judges a plan, whoever wrote it, in this order: (1) the plan itself, (2) its two ends, (3) each stream, (4) streams against each other,
/// (5) the schedule, (6) what a person must decide first. Pure: the same plan and facts give the same critique.
/// </summary>
public static class PlanCritic
{
    /// <summary>Judges.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="facts">What stands.</param>
    public static PlanCritique Judge(PipelinePlan plan, PlanFacts facts)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(facts);
        var findings = new Findings();
        FormCritic.Judge(plan, findings);
        EndpointCritic.Judge(plan, facts, findings);
        for (var i = 0; i < plan.Streams.Count; i++)
        {
            StreamCritic.Judge(plan, i, facts, findings);
            TargetCritic.Judge(plan, i, facts, findings);
        }

        TargetCritic.JudgeTogether(plan, facts, findings);
        ScheduleCritic.Judge(plan.Schedule, facts.Now, findings);
        var delivery = facts.Destination?.Connector?.Delivery ?? DeliveryGuarantee.AtLeastOnce;
        if (facts.Destination?.Connector is { Delivery: DeliveryGuarantee.AtLeastOnce } connector)
        {
            findings.Note("destination.connection", $"{connector.Title} has no transactions: after a crash a row can arrive more than once.");
        }

        return new PlanCritique(findings.All, GateRules.Gates(plan, facts), delivery);
    }
}
