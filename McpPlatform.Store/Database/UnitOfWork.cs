using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace McpPlatform.Store.Database;

/// <summary>One transaction for one tenant: plain SQL and the EF model share it. Without <see cref="CommitAsync"/> nothing happened.</summary>
internal sealed class UnitOfWork : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly bool owned;
    private PlatformContext? context;

    private UnitOfWork(NpgsqlConnection connection, NpgsqlTransaction transaction, string tenant, bool owned)
    {
        this.owned = owned;
        this.connection = connection;
        this.transaction = transaction;
        Tenant = tenant;
    }

    public string Tenant { get; private set; }

    /// <summary>The EF model over this transaction.</summary>
    public PlatformContext Rows => context ??= PlatformContext.Over(connection, transaction);

    public static Task<UnitOfWork> BeginAsync(NpgsqlDataSource source, string tenant, CancellationToken cancellationToken) =>
        DeadConnections.BeginAsync(source, () => BeginOnceAsync(source, tenant, cancellationToken));

    /// <summary>Works on a connection and in a transaction of the caller's, who disposes of both.</summary>
    public static async Task<UnitOfWork> JoinAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string tenant, CancellationToken cancellationToken)
    {
        var work = new UnitOfWork(connection, transaction, tenant, owned: false);
        await work.ActForAsync(tenant, cancellationToken);
        return work;
    }

    /// <summary>Goes on for one tenant, once its rows were found over all of them.</summary>
    public async Task ActForAsync(string tenant, CancellationToken cancellationToken)
    {
        await ExecuteAsync("SELECT set_config('app.tenant', $1, true)", cancellationToken, tenant);
        Tenant = tenant;
    }

    public NpgsqlCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <returns>Rows changed.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stores changed rows of the EF model and commits.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (context is not null)
        {
            await context.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (context is not null)
        {
            await context.DisposeAsync();
        }

        if (owned)
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    private static async Task<UnitOfWork> BeginOnceAsync(NpgsqlDataSource source, string tenant, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            var work = new UnitOfWork(connection, transaction, tenant, owned: true);
            await work.ActForAsync(tenant, cancellationToken);
            return work;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
