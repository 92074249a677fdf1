using System.Runtime.InteropServices;
using McpPlatform.Guard.Processes;

namespace McpPlatform.Guard.Sandbox;

/// <summary>Where the Deno program is: the setting, what was published beside the host, what the build installed in the repository, or <c>PATH</c>.</summary>
internal static class DenoProgram
{
    private static readonly string FileName = OperatingSystem.IsWindows() ? "deno.exe" : "deno";

    /// <exception cref="SandboxUnavailableException">There is none.</exception>
    public static string Find(string? setting) =>
        setting ?? Published() ?? Installed(new DirectoryInfo(AppContext.BaseDirectory)) ?? ProgramPath.Find(FileName) ?? throw new SandboxUnavailableException(
            "The sandbox needs Deno, and none was found. Run 'npm ci' in McpPlatform.Guard, or install Deno 2.9 or later and name it in Sandbox:Deno.");

    private static string? Published()
    {
        var path = Path.Combine(SlotCommand.Folder, FileName);
        return File.Exists(path) ? path : null;
    }

    private static string? Installed(DirectoryInfo? folder)
    {
        for (; folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "McpPlatform.Guard", "node_modules", "@deno", Platform(), FileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    // The names of Deno's npm packages.
    private static string Platform()
    {
        var architecture = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        return OperatingSystem.IsWindows() ? $"win32-{architecture}" : OperatingSystem.IsMacOS() ? $"darwin-{architecture}" : $"linux-{architecture}-glibc";
    }
}
