using Npgsql;
using NpgsqlTypes;

namespace McpPlatform.Connectors.Postgres;

/// <summary>Short forms of what is done with a session all the time.</summary>
internal static class Sql
{
    /// <summary>Executes statements without result; several are separated by semicolons where there are no parameters.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection session, string sql, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        await using var command = session.Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first value of the first row; the default where there is none.</summary>
    public static async Task<T?> ScalarAsync<T>(this NpgsqlConnection session, string sql, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        await using var command = session.Command(sql, parameters);
        return await command.ExecuteScalarAsync(ct) is T value ? value : default;
    }

    /// <summary>All rows, each turned into something.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection session, string sql, Func<NpgsqlDataReader, T> row, CancellationToken ct, params (string Name, object? Value)[] parameters)
    {
        await using var command = session.Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>A text column; <see langword="null"/> where it has no value.</summary>
    public static string? Text(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A whole number; <see langword="null"/> where it has no value.</summary>
    public static long? Number(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static NpgsqlCommand Command(this NpgsqlConnection session, string sql, (string Name, object? Value)[] parameters)
    {
        var command = new NpgsqlCommand(sql, session);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(value is null or string
                ? new NpgsqlParameter(name, NpgsqlDbType.Text) { Value = value ?? (object)DBNull.Value }
                : new NpgsqlParameter(name, value));
        }

        return command;
    }
}
