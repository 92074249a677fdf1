using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Tests.AppHost;

/// <summary>The whole AppHost as a process of its own, on a data folder of the test's.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private const int Interrupt = 2;
    private const int Terminate = 15;
    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();

    private AppHostProcess(Process process, string dataFolder)
    {
        this.process = process;
        DataFolder = dataFolder;
    }

    public string DataFolder { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public string Output => string.Join('\n', output);

    public string Errors => string.Join('\n', errors);

    /// <summary>Starts it from a foreign folder, with ports that nobody else wants.</summary>
    public static AppHostProcess Start(string dataFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(McpPlatform.AppHost.Postgres.PrivatePostgres).Assembly.Location, "--data", dataFolder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment.Remove("MCPP_DATA");
        var host = new AppHostProcess(new Process { StartInfo = start }, dataFolder);
        host.process.OutputDataReceived += (_, line) => Keep(host.output, line.Data);
        host.process.ErrorDataReceived += (_, line) => Keep(host.errors, line.Data);
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it has announced itself.</summary>
    public async Task<JsonObject> ReadyAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var file = Path.Combine(DataFolder, "installation.json");
        await Eventually.TrueAsync(() => Output.Contains("Data  ", StringComparison.Ordinal) || HasExited, deadline, $"ready\n{Output}\n{Errors}", cancellationToken);
        return !HasExited
            ? JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!.AsObject()
            : throw new InvalidOperationException($"It ended with code {ExitCode}.\n{Output}\n{Errors}");
    }

    public void SendInterrupt() => Signal(Interrupt);

    public void SendTerminate() => Signal(Terminate);

    public void Kill() => process.Kill();

    public async Task<TimeSpan> EndAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        await process.WaitForExitAsync(cancellationToken).WaitAsync(deadline, cancellationToken);
        return Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Processes of its database server.</summary>
    public IReadOnlyList<int> ServerProcesses() =>
        [.. Directory.EnumerateDirectories("/proc").Where(IsServer).Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))];

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            SendTerminate();
            await EndAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
            await Eventually.TrueAsync(() => ServerProcesses().Count == 0, TimeSpan.FromSeconds(10), "the database server ended", CancellationToken.None);
        }

        process.Dispose();
    }

    private bool IsServer(string folder)
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(folder)[0])
                && new DirectoryInfo(Path.Combine(folder, "cwd")).LinkTarget == Path.Combine(DataFolder, "postgres", "cluster");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Signal(int number)
    {
        using var kill = Process.Start("kill", [$"-{number}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
