using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Runs;

/// <summary>What decisions of people do to the runs that wait for them. The pipeline's lease row is locked by the caller.</summary>
internal static class WaitingRuns
{
    // Unless a decision on the plan is still to be taken.
    private const string Wake = """
        UPDATE runs SET state = 'queued'
        WHERE tenant_id = $1 AND pipeline_id = $2 AND plan_hash = $3 AND state = 'waiting_for_approval'
            AND NOT EXISTS (
                SELECT FROM approvals a
                WHERE a.tenant_id = $1 AND a.pipeline_id = $2 AND a.plan_hash = $3 AND a.state = 'pending' AND a.expires_at > $4)
            AND EXISTS (SELECT FROM approvals a WHERE a.tenant_id = $1 AND a.pipeline_id = $2 AND a.plan_hash = $3)
        RETURNING id
        """;

    private const string Fail = """
        UPDATE runs SET state = 'failed', ended_at = $4,
            error = json_build_object('class', $5::text, 'node', node, 'message', $6::text)
        WHERE tenant_id = $1 AND pipeline_id = $2 AND plan_hash = $3 AND state = 'waiting_for_approval'
        RETURNING id
        """;

    /// <summary>Queues the runs of a plan again once nothing is pending any more.</summary>
    public static async Task WakeAsync(
        UnitOfWork work, string actor, Guid pipelineId, string planHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var runs = await IdsAsync(work.Command(Wake, work.Tenant, pipelineId, planHash, now), cancellationToken);
        await RecordAsync(work, runs, EventTypes.RunQueued, actor, now, [("after", "approval")], cancellationToken);
        await RunLeases.WakeWorkersAsync(work, cancellationToken);
    }

    /// <summary>Ends the runs of a plan that was rejected.</summary>
    public static async Task FailAsync(
        UnitOfWork work, string actor, Guid pipelineId, string planHash, string message, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var configuration = StoredName.Of(FailureClass.Configuration);
        var runs = await IdsAsync(work.Command(Fail, work.Tenant, pipelineId, planHash, now, configuration, message), cancellationToken);
        await RecordAsync(
            work, runs, EventTypes.RunEnded, actor, now, [("state", nameof(RunState.Failed)), ("error", message)], cancellationToken);
    }

    private static Task RecordAsync(
        UnitOfWork work, IReadOnlyList<Guid> runs, string type, string actor, DateTimeOffset now, (string, string)[] data,
        CancellationToken cancellationToken) =>
        work.RecordAsync([.. runs.Select(r => new NewEvent(type, RunSubject.Of(r), actor, now, EventRecording.Map(data)))], cancellationToken);

    private static async Task<IReadOnlyList<Guid>> IdsAsync(Npgsql.NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var ids = new List<Guid>();
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetGuid(0));
            }

            return ids;
        }
    }
}
