using System.Diagnostics;
using System.Globalization;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Postgres;

/// <summary>
/// What an earlier start left behind after it was killed. The caller holds the lock of the installation, so no server of this cluster has
/// a right to live: normally it is shutting down already, since it is told when its parent dies.
/// </summary>
internal static class LeftoverServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until every process of the cluster is gone, more and more firmly.</summary>
    public static async Task EndAsync(string cluster, CancellationToken cancellationToken)
    {
        if (PostmasterFile.Read(cluster) is { } file && Find(cluster).Contains(file.ProcessId))
        {
            UnixSignal.SendInterrupt(file.ProcessId);
        }

        if (!await GoneAsync(cluster, cancellationToken))
        {
            Find(cluster).ForEach(UnixSignal.SendQuit);
        }

        if (!await GoneAsync(cluster, cancellationToken))
        {
            throw new PostgresStartException(
                $"A server of an earlier start still uses {cluster} (process {string.Join(", ", Find(cluster))}) and does not end. End it and start again.");
        }

        // The number in a leftover file may belong to somebody else by now, and PostgreSQL would take that for a running server.
        if (OperatingSystem.IsLinux())
        {
            PostmasterFile.Remove(cluster);
        }
    }

    private static async Task<bool> GoneAsync(string cluster, CancellationToken cancellationToken)
    {
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < Patience; await Task.Delay(Step, cancellationToken))
        {
            if (Find(cluster).Count == 0)
            {
                return true;
            }
        }

        return false;
    }

    // Server and backends all work in the cluster's folder; that tells them from a process that only got a number again.
    private static List<int> Find(string cluster) => !OperatingSystem.IsLinux()
        ? []
        : [.. Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]) && WorksIn(process, cluster))
            .Select(process => int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture))];

    private static bool WorksIn(string process, string cluster)
    {
        try
        {
            return new DirectoryInfo(Path.Combine(process, "cwd")).LinkTarget == cluster
                && File.ReadAllText(Path.Combine(process, "comm")).StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to another account and so is not ours.
            return false;
        }
    }
}
