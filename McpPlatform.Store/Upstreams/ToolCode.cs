using McpPlatform.Core.Upstreams;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Upstreams;

/// <summary>Code of sandboxed tools by digest.</summary>
internal sealed class ToolCode(PlatformDatabase database, TimeProvider time) : IToolCode
{
    private static readonly TimeSpan Unclaimed = TimeSpan.FromHours(1);

    public async Task<bool> HasAsync(string tenant, string digest, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await using var command = work.Command("SELECT EXISTS (SELECT FROM tool_code WHERE tenant_id = $1 AND digest = $2)", tenant, digest);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task SaveAsync(string tenant, string digest, ReadOnlyMemory<byte> code, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO tool_code (tenant_id, digest, code, saved_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (tenant_id, digest) DO UPDATE SET saved_at = excluded.saved_at
            """;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, tenant, digest, code.ToArray(), time.Now());
        await work.CommitAsync(cancellationToken);
    }

    public async Task<byte[]?> FindAsync(string tenant, string digest, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await using var command = work.Command("SELECT code FROM tool_code WHERE tenant_id = $1 AND digest = $2", tenant, digest);
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken);
    }

    // What was saved just now may be another gateway's, which has not registered it yet.
    public async Task SweepAsync(string tenant, CancellationToken cancellationToken)
    {
        const string sql = """
            DELETE FROM tool_code c WHERE tenant_id = $1 AND saved_at < $2
            AND NOT EXISTS (SELECT FROM upstreams u WHERE u.tenant_id = c.tenant_id AND u.sandbox -> 'code' ->> 'digest' = c.digest)
            """;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await work.ExecuteAsync(sql, cancellationToken, tenant, time.Now() - Unclaimed);
        await work.CommitAsync(cancellationToken);
    }
}
