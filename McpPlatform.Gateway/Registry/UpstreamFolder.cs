using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Upstreams;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Gateway.Registry;

/// <summary>
/// Keeps the registry as the files of a folder say, while the gateway runs. The folder is looked at again and again: notifications of file systems
/// are lost in containers and on network drives.
/// </summary>
internal sealed class UpstreamFolder(
    UpstreamFiles upstreams, IOptions<GatewayOptions> options, TimeProvider time, ILogger<UpstreamFolder> logger) : BackgroundService
{
    private const int MaxFiles = 1_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly Principal Operator = new(Tenants.Default, "service:files", "upstream folder", PrincipalKind.Service, Enum.GetValues<Scope>());

    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);
    private IReadOnlyList<Seen> applied = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.UpstreamFolder is not { Length: > 0 } folder)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync(folder, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task LookAsync(string folder, CancellationToken cancellationToken)
    {
        try
        {
            var seen = Files(folder);
            if (!seen.SequenceEqual(applied))
            {
                await ApplyAsync(seen, cancellationToken);
                applied = seen;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NpgsqlException)
        {
            Log.UpstreamFolderUnreadable(logger, exception.Message);
        }
    }

    private static List<Seen> Files(string folder) => [.. new DirectoryInfo(folder).EnumerateFiles()
        .Where(f => f.Extension is ".yaml" or ".yml" && !f.Name.StartsWith('.')).OrderBy(f => f.Name, StringComparer.Ordinal).Take(MaxFiles)
        .Select(f => new Seen(f.Name, f.FullName, f.LastWriteTimeUtc, f.Length))];

    private async Task ApplyAsync(List<Seen> files, CancellationToken cancellationToken)
    {
        var said = new Dictionary<string, AddUpstream?>(StringComparer.Ordinal);
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            said[file.Name] = await ReadAsync(file, problems, cancellationToken);
        }

        foreach (var (file, problem) in await upstreams.ApplyAsync(Operator, said, cancellationToken))
        {
            problems[file] = problem;
        }

        Tell(problems);
    }

    private static async Task<AddUpstream?> ReadAsync(Seen file, Dictionary<string, string> problems, CancellationToken cancellationToken)
    {
        try
        {
            return file.Length <= UpstreamFile.MaxBytes
                ? UpstreamFile.Read(file.Name, await File.ReadAllTextAsync(file.Path, cancellationToken))
                : throw new InvalidInputException($"It is larger than {UpstreamFile.MaxBytes} bytes.");
        }
        catch (InvalidInputException exception)
        {
            problems[file.Name] = exception.Message;
            return null;
        }
    }

    private void Tell(Dictionary<string, string> problems)
    {
        foreach (var (file, problem) in problems.Where(p => told.GetValueOrDefault(p.Key) != p.Value))
        {
            Log.UpstreamFileNotApplied(logger, file, problem);
        }

        told.Clear();
        foreach (var (file, problem) in problems)
        {
            told[file] = problem;
        }
    }

    private sealed record Seen(string Name, string Path, DateTime Written, long Length);
}
