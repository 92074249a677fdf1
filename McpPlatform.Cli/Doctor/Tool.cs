using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace McpPlatform.Cli.Doctor;

/// <summary>Looks for Node, which brings the private PostgreSQL and the sandbox.</summary>
internal static class Tool
{
    private const int OldestNode = 18;

    /// <summary>Looks for it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Finding> NodeAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var version = (await process.StandardOutput.ReadToEndAsync(cancellationToken)).Trim();
            await process.WaitForExitAsync(cancellationToken);
            return Judge(version);
        }
        catch (Win32Exception)
        {
            return new Finding("node", false, $"Node is not installed. Install Node {OldestNode} or later from https://nodejs.org.");
        }
    }

    private static Finding Judge(string version) =>
        int.TryParse(version.TrimStart('v').Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= OldestNode
            ? new Finding("node", true, version)
            : new Finding("node", false, $"Node {version} is too old; version {OldestNode} or later is needed. Install one from https://nodejs.org.");
}
