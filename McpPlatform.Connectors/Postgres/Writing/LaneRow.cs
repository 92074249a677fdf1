using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>How far one of several lanes has come that stage a stream side by side. The rows' counts stand in the commit row, together.</summary>
internal static class LaneRow
{
    /// <summary>The lane's last committed segment; 0 for none.</summary>
    public static Task<long> SegmentAsync(NpgsqlConnection session, RunContext run, int lane, CancellationToken ct) => session.ScalarAsync<long>(
        $"SELECT segment FROM _mcpp.lane WHERE {CommitRow.Key} AND lane = @lane", ct, [.. CommitRow.KeyOf(run), ("lane", lane)]);

    /// <summary>Notes the lane's last segment; the commit row must be locked.</summary>
    public static Task AdvanceAsync(NpgsqlConnection session, RunContext run, int lane, long segment, CancellationToken ct) => session.ExecuteAsync(
        """
        INSERT INTO _mcpp.lane (tenant, pipeline_id, stream, lane, segment) VALUES (@tenant, @pipeline, @stream, @lane, @segment)
        ON CONFLICT (tenant, pipeline_id, stream, lane) DO UPDATE SET segment = excluded.segment
        """,
        ct, [.. CommitRow.KeyOf(run), ("lane", lane), ("segment", segment)]);

    /// <summary>Forgets all lanes of a stream.</summary>
    public static Task ForgetAsync(NpgsqlConnection session, RunContext run, CancellationToken ct) =>
        session.ExecuteAsync($"DELETE FROM _mcpp.lane WHERE {CommitRow.Key}", ct, CommitRow.KeyOf(run));
}
