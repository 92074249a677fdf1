using Npgsql;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>The bare thing to race against: <c>COPY TO | COPY FROM</c>, binary, nothing in between but a buffer.</summary>
internal static class CopyPipe
{
    /// <summary>Copies a table, or the part of it a condition names.</summary>
    public static async Task CopyAsync(NpgsqlDataSource source, string query, NpgsqlDataSource destination, string target)
    {
        await using var from = await source.OpenConnectionAsync();
        await using var to = await destination.OpenConnectionAsync();
        await using var read = await from.BeginRawBinaryCopyAsync($"COPY ({query}) TO STDOUT (FORMAT binary)");
        await using var write = await to.BeginRawBinaryCopyAsync($"COPY {target} FROM STDIN (FORMAT binary)");
        await read.CopyToAsync(write, 1 << 17);
    }
}
