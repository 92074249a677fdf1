using System.Diagnostics;
using System.Globalization;

namespace McpPlatform.AppHost.Postgres;

/// <summary>The command line of the server.</summary>
internal static class ServerCommand
{
    private static readonly string[] Tools = ["setsid", "setpriv"];

    /// <summary>Describes the process: a session of its own, so that Ctrl-C reaches only us, interrupted when its parent dies.</summary>
    public static ProcessStartInfo Describe(Cluster cluster, int port, bool durable)
    {
        var server = Settings(port, durable).Aggregate(
            new List<string> { cluster.Binaries.Server, "-D", cluster.Folder },
            (arguments, setting) => [.. arguments, "-c", $"{setting.Key}={setting.Value}"]);
        List<string> command = OperatingSystem.IsLinux() && Tools.All(IsInstalled) ? ["setsid", "setpriv", "--pdeathsig", "INT", .. server] : server;
        var start = cluster.Account.Describe(command[0], command.Skip(1), cluster.HomeFolder);
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        return start;
    }

    private static Dictionary<string, string> Settings(int port, bool durable)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["unix_socket_directories"] = "",
            ["logging_collector"] = "off",
            ["log_line_prefix"] = "%m [%p] %q%u@%d ",
            ["log_timezone"] = "UTC",
            ["timezone"] = "UTC",
            ["wal_level"] = "logical",
            ["max_connections"] = "200",
            ["max_wal_size"] = "2GB",
            ["shared_buffers"] = "256MB",
        };
        if (!durable)
        {
            settings["fsync"] = "off";
            settings["full_page_writes"] = "off";
        }

        return settings;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
