using System.Diagnostics;
using System.Text.Json;
using McpPlatform.AppHost.Machine;

namespace McpPlatform.AppHost.Installation;

/// <summary>What a running installation says about itself in <c>installation.json</c>, for the command line and a second start.</summary>
/// <param name="Gateway">Address of the Gateway.</param>
/// <param name="Web">Address of the workbench.</param>
/// <param name="Mcp">Address of the MCP endpoint.</param>
/// <param name="Pid">Process id.</param>
/// <param name="StartedAt">When it was ready.</param>
internal sealed record RunningInstallation(string Gateway, string Web, string Mcp, int Pid, DateTimeOffset StartedAt)
{
    private static readonly TimeSpan StartingPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Writes the file.</summary>
    public Task WriteAsync(DataFolder folder, CancellationToken cancellationToken) =>
        PrivateFile.WriteAsync(folder.InstallationFile, JsonSerializer.Serialize(this, JsonSerializerOptions.Web), cancellationToken);

    /// <summary>Removes the file, which a killed process leaves behind.</summary>
    public static void Forget(DataFolder folder) => File.Delete(folder.InstallationFile);

    /// <summary>Reads what the process that holds the lock wrote; waits while it is still starting.</summary>
    /// <exception cref="TimeoutException">It holds the lock but does not come up.</exception>
    public static async Task<RunningInstallation> ReadAsync(DataFolder folder, CancellationToken cancellationToken)
    {
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < StartingPatience; await Task.Delay(Step, cancellationToken))
        {
            if (File.Exists(folder.InstallationFile))
            {
                var text = await File.ReadAllTextAsync(folder.InstallationFile, cancellationToken);
                return JsonSerializer.Deserialize<RunningInstallation>(text, JsonSerializerOptions.Web)!;
            }
        }

        throw new TimeoutException(
            $"Another process uses {folder.Path} but did not become ready within {StartingPatience.TotalSeconds} s; see {folder.Log("platform")}.");
    }
}
