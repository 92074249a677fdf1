using System.Diagnostics;
using Npgsql;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>Debian's pgloader, the well-known tool for the same job.</summary>
internal static class PgLoader
{
    /// <summary>Its path; <see langword="null"/> where it is not installed.</summary>
    public static string? Find() => File.Exists("/usr/bin/pgloader") ? "/usr/bin/pgloader" : null;

    public static async Task LoadAsync(string pgloader, string csv, NpgsqlConnectionStringBuilder database, string table)
    {
        var script = Path.ChangeExtension(csv, ".load");
        await File.WriteAllTextAsync(
            script,
            $"""
            LOAD CSV FROM '{csv}' ({BenchmarkTable.Columns})
            INTO postgresql://{database.Username}:{database.Password}@127.0.0.1:{database.Port}/{database.Database}?tablename={table}
            WITH truncate, skip header = 1, fields terminated by ',', fields optionally enclosed by '"', fields escaped by double-quote;
            """);
        var start = new ProcessStartInfo(pgloader) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"pgloader failed: {string.Concat(said)}");
        }
    }
}
