using System.Diagnostics;
using Npgsql;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>PostgreSQL's own client: the bare thing to race against, with nothing in between.</summary>
internal static class Psql
{
    /// <summary><c>COPY TO | COPY FROM</c>, binary, between two databases.</summary>
    public static Task PipeAsync(string from, string query, string to, string table) => ShellAsync(
        $"{Command(from)} -c 'COPY ({query}) TO STDOUT (FORMAT binary)' | {Command(to)} -c 'COPY {table} FROM STDIN (FORMAT binary)'");

    /// <summary><c>\copy</c> of a CSV file into a table.</summary>
    public static Task CopyFileAsync(string csv, string to, string table) =>
        ShellAsync($"{Command(to)} -c \"\\\\copy {table} FROM '{csv}' (FORMAT csv, HEADER)\"");

    /// <summary><c>\copy</c> of a table into a CSV file.</summary>
    public static Task ExportAsync(string from, string table, string csv) =>
        ShellAsync($"{Command(from)} -c \"\\\\copy {table} TO '{csv}' (FORMAT csv, HEADER)\"");

    private static string Command(string connectionString)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        return $"PGPASSWORD='{server.Password}' psql -q -X -v ON_ERROR_STOP=1 -h {server.Host} -p {server.Port} -U {server.Username} -d {server.Database}";
    }

    private static async Task ShellAsync(string command)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"set -o pipefail; {command}");
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"psql failed (Debian: apt-get install postgresql-client): {errors}");
        }
    }
}
