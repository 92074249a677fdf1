using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core.Audit;
using McpPlatform.Store.Database;

namespace McpPlatform.Store.Audit;

/// <summary>
/// What policies were told of calls: held beside the audit by day and digest, so that calls that are alike in it share a row, and days of it can be
/// dropped without touching a chain.
/// </summary>
internal sealed class CallAttributes(PlatformDatabase database)
{
    private const int RowsAtOnce = 2_000;

    /// <summary>Adds those of a batch that do not stand yet, in the order of their key: gateways that add the same wait for each other, and never in a circle.</summary>
    public static async Task AppendAsync(UnitOfWork work, CallBatch batch, CancellationToken cancellationToken)
    {
        const string sql = """
            INSERT INTO call_attributes (tenant_id, day, digest, attributes)
            SELECT * FROM unnest($1::text[], $2::date[], $3::bytea[], $4::text[]) AS a (tenant_id, day, digest, attributes) ORDER BY 1, 2, 3
            ON CONFLICT DO NOTHING
            """;
        if (batch.Attributes is { Count: > 0 } rows)
        {
            await work.ExecuteAsync(
                sql, cancellationToken, rows.Keys.Select(k => k.Tenant).ToArray(), rows.Keys.Select(k => k.Day).ToArray(),
                rows.Values.Select(digest => digest.ToArray()).ToArray(), rows.Keys.Select(k => k.Json).ToArray());
        }
    }

    /// <summary>Those of a tenant's calls that are still kept, by day and digest in hexadecimal.</summary>
    public static async Task<IReadOnlyDictionary<(DateOnly Day, string Digest), string>> ReadAsync(
        UnitOfWork work, IReadOnlyList<ChainedCall> calls, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT day, digest, attributes FROM call_attributes
            WHERE tenant_id = $1 AND day BETWEEN $4 AND $5 AND (day, digest) IN (SELECT * FROM unnest($2::date[], $3::bytea[]))
            """;
        var found = new Dictionary<(DateOnly, string), string>();
        var wanted = calls.Where(c => !c.Call.AttributesDigest.IsEmpty).Select(c => KeyOf(c.Call)).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return found;
        }

        await using var command = work.Command(
            sql, work.Tenant, wanted.Select(w => w.Day).ToArray(), wanted.Select(w => Convert.FromHexString(w.Digest)).ToArray(), wanted.Min(w => w.Day), wanted.Max(w => w.Day));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[(reader.GetFieldValue<DateOnly>(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)))] = reader.GetString(2);
        }

        return found;
    }

    /// <summary>The key under which the attributes of a call stand.</summary>
    public static (DateOnly Day, string Digest) KeyOf(in CallRecord call) => (DayOf(call), Convert.ToHexStringLower(call.AttributesDigest.Span));

    /// <summary>The day on which a call is kept, in UTC.</summary>
    public static DateOnly DayOf(in CallRecord call) => DateOnly.FromDateTime(call.At.UtcDateTime);

    /// <summary>The first that is not what was written, as a sentence; <see langword="null"/> when all are.</summary>
    public async Task<string?> FindFlawAsync(CancellationToken cancellationToken)
    {
        var last = new Row("", DateOnly.MinValue, [], "");
        List<Row> page;
        do
        {
            page = await ReadAsync(last, cancellationToken);
            if (page.Find(row => !SHA256.HashData(Encoding.UTF8.GetBytes(row.Attributes)).AsSpan().SequenceEqual(row.Digest)) is { } flawed)
            {
                return $"What is kept of calls of {flawed.Day:O} of the tenant '{flawed.Tenant}' under {Convert.ToHexStringLower(flawed.Digest)} was changed.";
            }

            last = page.Count > 0 ? page[^1] : last;
        }
        while (page.Count == RowsAtOnce);
        return null;
    }

    private async Task<List<Row>> ReadAsync(Row after, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using var command = work.Command(
            $"SELECT tenant_id, day, digest, attributes FROM call_attributes WHERE (tenant_id, day, digest) > ($1, $2, $3) ORDER BY tenant_id, day, digest LIMIT {RowsAtOnce}",
            after.Tenant, after.Day, after.Digest);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new Row(reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetFieldValue<byte[]>(2), reader.GetString(3)));
        }

        return rows;
    }

    private sealed record Row(string Tenant, DateOnly Day, byte[] Digest, string Attributes);
}
