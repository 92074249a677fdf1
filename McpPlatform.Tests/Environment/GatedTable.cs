using Npgsql;

namespace McpPlatform.Tests.Environment;

/// <summary>
/// A stream <c>parcels</c> that stands still in mid-read: its first segments come at once, the rest when the gate is opened. So a test does
/// something while a run is under way for certain.
/// </summary>
public sealed class GatedTable : IAsyncDisposable
{
    public const int Rows = 20_000;
    private const int Gate = 4711;
    private readonly NpgsqlConnection keeper;
    private bool open;

    private GatedTable(NpgsqlConnection keeper) => this.keeper = keeper;

    public static async Task<GatedTable> CreateAsync(string database, CancellationToken cancellationToken)
    {
        var keeper = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await keeper.OpenAsync(cancellationToken);
        await using var create = new NpgsqlCommand(
            $"""
            CREATE TABLE parcel_rows (id bigint PRIMARY KEY, note text);
            INSERT INTO parcel_rows SELECT i, 'parcel ' || i FROM generate_series(1, {Rows}) AS i;
            CREATE FUNCTION pass(id bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS
            $f$ BEGIN IF id = 18000 THEN PERFORM pg_advisory_xact_lock_shared({Gate}); END IF; RETURN id; END $f$;
            CREATE VIEW parcels AS SELECT pass(id) AS id, note FROM parcel_rows;
            SELECT pg_advisory_lock({Gate});
            """,
            keeper);
        await create.ExecuteNonQueryAsync(cancellationToken);
        return new GatedTable(keeper);
    }

    /// <summary>Waits until the destination has committed segments of a run that is not published.</summary>
    public static async Task WaitUntilStagedAsync(string warehouse, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        await using var source = NpgsqlDataSource.Create(warehouse);
        while (!await IsStagedAsync(source, deadline.Token))
        {
            await Task.Delay(20, deadline.Token);
        }
    }

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (!open)
        {
            open = true;
            await using var unlock = new NpgsqlCommand($"SELECT pg_advisory_unlock({Gate})", keeper);
            await unlock.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => keeper.DisposeAsync();

    private static async Task<bool> IsStagedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var exists = source.CreateCommand("SELECT to_regclass('_mcpp.commit') IS NOT NULL");
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return false;
        }

        await using var staged = source.CreateCommand("SELECT EXISTS (SELECT FROM _mcpp.commit WHERE segment >= 1 AND NOT published)");
        return await staged.ExecuteScalarAsync(cancellationToken) is true;
    }
}
