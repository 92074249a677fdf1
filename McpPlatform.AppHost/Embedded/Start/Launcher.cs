using System.Globalization;

namespace McpPlatform.AppHost.Start;

/// <summary>The <c>dotnet run</c> or <c>dotnet watch</c> we were launched by. Killing it leaves us without anybody who would stop us, so we stop by ourselves.</summary>
internal sealed class Launcher
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);
    private readonly int processId;

    private Launcher(int processId) => this.processId = processId;

    /// <summary>Finds it; <see langword="null"/> when we were started in another way, such as from a shell, whose end means nothing.</summary>
    public static Launcher? Find()
    {
        if (!OperatingSystem.IsLinux() || ParentId() is not { } parent || !File.Exists($"/proc/{parent}/cmdline"))
        {
            return null;
        }

        var words = File.ReadAllText($"/proc/{parent}/cmdline").Split('\0');
        return words.Length > 1 && Path.GetFileName(words[0]) == "dotnet" && words[1..].Any(word => word is "run" or "watch") ? new Launcher(parent) : null;
    }

    /// <summary>Waits until it has ended.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery);
        while (ParentId() == processId)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private static int? ParentId() => File.ReadLines("/proc/self/status")
        .Where(line => line.StartsWith("PPid:", StringComparison.Ordinal))
        .Select(line => (int?)int.Parse(line.AsSpan("PPid:".Length), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
