using System.Data;
using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Gateway.Warehouse;

/// <summary>Runs read-only queries on the warehouse, as a role that can only read.</summary>
internal sealed class WarehouseReader : IAsyncDisposable
{
    private const int MaxRows = 10_000;
    private const int MaxSqlLength = 100_000;
    private const string ReadOnly = "SELECT set_config('transaction_read_only', 'on', true), set_config('statement_timeout', $1, true)";
    private readonly IPolicy policy;
    private readonly NpgsqlConnectionStringBuilder? target;
    private readonly NpgsqlDataSource? warehouse;
    private readonly TimeSpan timeout;

    public WarehouseReader(IPolicy policy, IConfiguration configuration, IOptions<GatewayOptions> options)
    {
        this.policy = policy;
        timeout = options.Value.QueryTimeout;
        if (configuration.GetConnectionString("warehouse-reader") is { Length: > 0 } connectionString)
        {
            target = new NpgsqlConnectionStringBuilder(connectionString);
            warehouse = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
            {
                ApplicationName = "mcpp query",
                MaxPoolSize = 10,
            });
        }
    }

    /// <summary>How to reach the warehouse with one's own tools.</summary>
    public async Task<WarehouseInfo> DescribeAsync(Principal by, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageSecrets, "warehouse", cancellationToken);
        BuiltIns.RequireOwner(by, "warehouse");
        var reader = target ?? throw NotConfigured();
        var password = string.IsNullOrEmpty(reader.Password) ? "" : $":{Uri.EscapeDataString(reader.Password)}";
        var authority = string.Create(CultureInfo.InvariantCulture, $"{reader.Host}:{reader.Port}");
        return new WarehouseInfo($"postgresql://{Uri.EscapeDataString(reader.Username ?? "")}{password}@{authority}/{Uri.EscapeDataString(reader.Database ?? "")}");
    }

    /// <summary>Runs one query.</summary>
    public async Task<QueryResult> QueryAsync(Principal by, WarehouseQuery query, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "warehouse", cancellationToken);
        BuiltIns.RequireOwner(by, "warehouse");
        if (query.Limit is < 1 or > MaxRows || string.IsNullOrWhiteSpace(query.Sql) || query.Sql.Length > MaxSqlLength)
        {
            throw new InvalidInputException($"'sql' has 1 to {MaxSqlLength} characters and 'limit' lies between 1 and {MaxRows}.");
        }

        try
        {
            return await ReadAsync(warehouse ?? throw NotConfigured(), query, cancellationToken);
        }
        catch (PostgresException refused)
        {
            throw new InvalidInputException(Explain(refused));
        }
        catch (NpgsqlException unreachable)
        {
            throw new PeerException(PeerFailure.Unreachable, "The warehouse cannot be reached.", unreachable);
        }
    }

    private async Task<QueryResult> ReadAsync(NpgsqlDataSource source, WarehouseQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var guard = new NpgsqlCommand(ReadOnly, connection, transaction))
        {
            guard.Parameters.Add(new NpgsqlParameter { Value = ((long)timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) });
            await guard.ExecuteNonQueryAsync(cancellationToken);
        }

        await RequireOneStatementAsync(query.Sql, connection, transaction, cancellationToken);
        await using var command = new NpgsqlCommand(query.Sql, connection, transaction)
        {
            AllResultTypesAreUnknown = true,

            // The server's limit speaks first; this one is for a statement that lifted it.
            CommandTimeout = (int)timeout.TotalSeconds + 5,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var result = await QueryRows.ReadAsync(reader, query.Limit, cancellationToken);
        if (result.Truncated)
        {
            command.Cancel();
        }

        return result;
    }

    /// <summary>
    /// The driver cuts a text at its semicolons, and behind a COMMIT the transaction would no longer be read-only. Sent as one piece to be
    /// described, not run, the server itself refuses more than one statement.
    /// </summary>
    private static async Task RequireOneStatementAsync(
        string sql, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var whole = new NpgsqlBatch(connection, transaction) { BatchCommands = { new NpgsqlBatchCommand(sql) } };
        await using var described = await whole.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
    }

    private string Explain(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.SyntaxError when refused.MessageText.Contains("multiple commands", StringComparison.Ordinal) =>
            "A query is one statement; this text has several. Send them one after the other.",
        PostgresErrorCodes.QueryCanceled => $"The query took longer than {timeout.TotalSeconds:0} s and was stopped.",
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.ReadOnlySqlTransaction => $"Queries can only read: {refused.MessageText}.",
        _ => $"{refused.MessageText} (SQLSTATE {refused.SqlState}{(refused.Position > 0 ? $", at character {refused.Position}" : "")})",
    };

    private static ConflictException NotConfigured() =>
        new("This installation has no warehouse to query (connection string 'warehouse-reader').");

    public ValueTask DisposeAsync() => warehouse?.DisposeAsync() ?? ValueTask.CompletedTask;
}
