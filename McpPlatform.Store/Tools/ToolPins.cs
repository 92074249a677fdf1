using McpPlatform.Contracts.Api;
using McpPlatform.Core.Tools;
using McpPlatform.Store.Database;
using Npgsql;

namespace McpPlatform.Store.Tools;

/// <summary>Reads what is decided about the tools of an upstream, without their definitions: gateways ask for it each time they read a list.</summary>
internal static class ToolPins
{
    private const string Sql = """
        SELECT name, state, approved_hash, approved_by, approved_at, offered_hash, offered_at, rejected_by, rejected_at
        FROM tools WHERE tenant_id = $1 AND upstream = $2
        """;

    public static async Task<IReadOnlyDictionary<string, ToolPin>> ReadAsync(UnitOfWork work, string upstream, CancellationToken cancellationToken)
    {
        await using var command = work.Command(Sql, work.Tenant, upstream);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var pins = new Dictionary<string, ToolPin>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var pin = Read(reader);
            pins.Add(pin.Name, pin);
        }

        return pins;
    }

    private static ToolPin Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.IsDBNull(2) ? null : new ApprovedDefinition(row.GetString(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)),
        row.IsDBNull(5) ? null : new OfferedDefinition(
            row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetString(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8)),
        row.GetString(1) == StoredName.Of(ToolState.Withdrawn));
}
