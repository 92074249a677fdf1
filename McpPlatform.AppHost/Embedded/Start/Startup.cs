using System.Diagnostics;
using McpPlatform.AppHost.Ask;
using McpPlatform.AppHost.Hosting;
using McpPlatform.AppHost.Installation;
using McpPlatform.AppHost.Logging;
using McpPlatform.Client;
using Microsoft.AspNetCore.Connections;

namespace McpPlatform.AppHost.Start;

/// <summary>
/// From the command line to the exit code: whoever takes the lock of the data folder starts the platform there and serves until it is told
/// to stop; whoever does not, uses the one that runs.
/// </summary>
internal sealed class Startup(AppHostOptions options)
{
    private const int Failed = 1;
    private const int Attempts = 5;
    private readonly DataFolder folder = new(options.DataFolder);
    private readonly Announcement announcement = new(options.Json ? Console.Error : Console.Out);

    /// <summary>Runs to the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        using var stop = new StopRequest();
        _ = StopWithLauncherAsync(stop);
        try
        {
            folder.Create();
            using var held = InstallationLock.TryTake(folder);
            return held is null ? await JoinAsync(stop.Token) : await ServeAsync(stop);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return options.Ask is null ? 0 : Fail("It was told to stop.");
        }
        catch (Exception e)
        {
            // The end of the road: whatever it is, the person reads one sentence and the log has the rest.
            using var log = new RollingFile(folder.Log("apphost"));
            log.WriteLine($"{DateTimeOffset.UtcNow:O} {e}");
            return Fail($"McpPlatform did not start: {e.Message} (Details: {folder.Log("apphost")})");
        }
    }

    private async Task<int> ServeAsync(StopRequest stop)
    {
        var began = Stopwatch.GetTimestamp();
        RunningInstallation.Forget(folder);
        using var file = new RollingFile(folder.Log("platform"));
        var (started, addresses) = await StartAsync(new FileLog(file, Console.Error), stop.Token);
        await using var platform = started;
        var running = new RunningInstallation(addresses.Gateway, addresses.Web, addresses.Mcp, Environment.ProcessId, DateTimeOffset.UtcNow);
        using var http = await ConnectAsync(running, stop.Token);
        var client = new PlatformClient(http);
        await running.WriteAsync(folder, stop.Token);
        try
        {
            addresses.Notes.ToList().ForEach(announcement.Note);
            await announcement.ReadyAsync(running, folder, client, Stopwatch.GetElapsedTime(began), stop.Token);
            return await WorkAsync(client, platform, stop);
        }
        finally
        {
            RunningInstallation.Forget(folder);
        }
    }

    private async Task<(EmbeddedPlatform Platform, Addresses Addresses)> StartAsync(FileLog log, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var addresses = Addresses.Choose(options);
            try
            {
                return (await EmbeddedPlatform.StartAsync(options, folder, addresses, log, cancellationToken), addresses);
            }
            catch (IOException e) when (e.InnerException is AddressInUseException && attempt < Attempts)
            {
                announcement.Note("A port was taken while starting; trying others.");
            }
        }
    }

    private async Task<int> WorkAsync(PlatformClient client, EmbeddedPlatform platform, StopRequest stop)
    {
        Environment.ExitCode = await AskAsync(client, stop.Token);
        if (!options.Exit)
        {
            announcement.Note("Press Ctrl+C to stop.");
            var stopped = Task.Delay(Timeout.Infinite, stop.Token);
            if (await Task.WhenAny(stopped, platform.DatabaseEnded) != stopped)
            {
                Environment.ExitCode = Fail($"The private database ended by itself; see {folder.Log("postgres")}. Start again to recover.");
            }
        }

        stop.Stop();
        return Environment.ExitCode;
    }

    private async Task<int> JoinAsync(CancellationToken cancellationToken)
    {
        var running = await RunningInstallation.ReadAsync(folder, cancellationToken);
        using var http = await ConnectAsync(running, cancellationToken);
        var client = new PlatformClient(http);
        await announcement.AlreadyRunningAsync(running, folder, client, cancellationToken);
        if (options.Files.Count > 0)
        {
            announcement.Note("--files has no effect on a platform that runs already: stop it and start it with --files.");
        }

        return await AskAsync(client, cancellationToken);
    }

    private async Task<int> AskAsync(PlatformClient client, CancellationToken cancellationToken)
    {
        if (options.Ask is null)
        {
            return 0;
        }

        var outcome = await new AskCommand(client, announcement.Note).RunAsync(options.Ask, cancellationToken);
        Console.Out.WriteLine(options.Json ? AskJson.Write(outcome) : AskText.Write(outcome));
        return outcome.ExitCode;
    }

    private async Task<HttpClient> ConnectAsync(RunningInstallation running, CancellationToken cancellationToken) =>
        PlatformClient.CreateHttpClient(new Uri(running.Gateway), (await File.ReadAllTextAsync(folder.AdminKey, cancellationToken)).Trim());

    private int Fail(string message)
    {
        Console.Error.WriteLine(message);
        if (options.Json)
        {
            Console.Out.WriteLine(AskJson.Write(new AskOutcome { Status = AskStatus.Failed, Error = message }));
        }

        return Failed;
    }

    private static async Task StopWithLauncherAsync(StopRequest stop)
    {
        if (Launcher.Find() is not { } launcher)
        {
            return;
        }

        try
        {
            await launcher.EndedAsync(stop.Token);
            stop.Stop();
        }
        catch (OperationCanceledException)
        {
            // We stop first.
        }
    }
}
