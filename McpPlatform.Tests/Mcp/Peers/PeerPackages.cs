using System.Diagnostics;
using McpPlatform.Tests.Mcp.Conformance;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>A server and clients that others wrote, as npm installs them.</summary>
internal static class PeerPackages
{
    private static readonly NpmPackages Packages = new("peers", "McpPlatform.Tests", "Mcp", "Peers");

    /// <summary>Where the server starts.</summary>
    public static string Everything { get; } = Server("everything");

    /// <summary>Where a server of the protocol's authors starts.</summary>
    public static string Server(string name) => Path.Combine(Packages.Official($"server-{name}"), "dist", "index.js");

    /// <summary>A run of Node.js, once all that it needs is installed.</summary>
    public static async Task<ProcessStartInfo> NodeAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await Packages.EnsureAsync(cancellationToken);
        var suite = await SuiteInstallation.EnsureAsync(cancellationToken);
        return new ProcessStartInfo(suite.Node, arguments);
    }

    /// <summary>A script of ours beside the packages.</summary>
    public static string Script(string name) => Path.Combine(Packages.Folder, name);
}
