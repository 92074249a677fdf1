using System.Globalization;

namespace McpPlatform.AppHost.Postgres;

/// <summary>What the server writes about itself into <c>postmaster.pid</c>: its process on line 1, its state on line 8.</summary>
internal sealed record PostmasterFile(int ProcessId, bool Ready)
{
    private const string FileName = "postmaster.pid";

    /// <summary>Reads it; <see langword="null"/> when there is none or it is being written.</summary>
    public static PostmasterFile? Read(string cluster)
    {
        var path = Path.Combine(cluster, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var lines = File.ReadAllLines(path);
            return lines.Length > 0 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var processId)
                ? new PostmasterFile(processId, lines.Length >= 8 && lines[7].Trim() == "ready")
                : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Removes it, when it names a process that is not a server of this cluster.</summary>
    public static void Remove(string cluster) => File.Delete(Path.Combine(cluster, FileName));
}
