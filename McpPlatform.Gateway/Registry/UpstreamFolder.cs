using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Upstreams;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Registry;

/// <summary>
/// Keeps the registry as the files of a folder say, while the gateway runs. The folder is looked at again and again: notifications of file systems
/// are lost in containers and on network drives. What is being written is left alone until it rests; what cannot be read leaves what it was before.
/// </summary>
internal sealed class UpstreamFolder(
    UpstreamFiles upstreams, ToolFiles tools, IOptions<GatewayOptions> options, TimeProvider time, ILogger<UpstreamFolder> logger) : BackgroundService
{
    private const int MaxServerBytes = 65_536;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly Principal Operator = new(Tenants.Default, "service:files", "upstream folder", PrincipalKind.Service, Enum.GetValues<Scope>());

    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);
    private readonly Dictionary<FolderItem, (AddUpstream? Upstream, string? Problem)> read = [];
    private IReadOnlyList<FolderItem> seen = [];
    private IReadOnlyList<FolderItem>? applied;

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
            var now = FolderItem.In(folder);
            if (applied is null || !now.SequenceEqual(applied))
            {
                applied = await ApplyAsync(now, cancellationToken) ? now : null;
            }

            seen = now;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever lies in the folder, the gateway goes on.
            Log.UpstreamFolderUnreadable(logger, exception.Message);
        }
    }

    /// <returns>Whether all of it rests; else it is looked at again.</returns>
    private async Task<bool> ApplyAsync(List<FolderItem> items, CancellationToken cancellationToken)
    {
        foreach (var item in items.Where(Rests).Where(item => !read.ContainsKey(item)).ToList())
        {
            var result = await ReadAsync(item, cancellationToken);
            if (item.IsUnchanged())
            {
                read[item] = result;
            }
        }

        foreach (var gone in read.Keys.Except(items).ToList())
        {
            read.Remove(gone);
        }

        var problems = read.Where(r => r.Value.Problem is not null).ToDictionary(r => r.Key.Name, r => r.Value.Problem!, StringComparer.Ordinal);
        var said = items.ToDictionary(i => i.Name, i => read.GetValueOrDefault(i).Upstream, StringComparer.Ordinal);
        foreach (var (file, problem) in await upstreams.ApplyAsync(Operator, said, cancellationToken))
        {
            problems[file] = problem;
        }

        Tell(problems);
        return items.All(read.ContainsKey);
    }

    private bool Rests(FolderItem item) => seen.Contains(item) || item.Written < time.GetUtcNow() - Interval;

    private async Task<(AddUpstream? Upstream, string? Problem)> ReadAsync(FolderItem item, CancellationToken cancellationToken)
    {
        try
        {
            return (item.Kind switch
            {
                FolderItemKind.Tool => await tools.ReadAsync(item.Path, cancellationToken),
                FolderItemKind.Plugin => await PluginFolder.ReadAsync(new DirectoryInfo(item.Path), cancellationToken),
                _ => UpstreamFile.Read(item.Name, await FolderItem.TextAsync(item.Path, MaxServerBytes, cancellationToken)),
            }, null);
        }
        catch (InvalidInputException exception)
        {
            return (null, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"It cannot be read: {exception.Message}");
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
}
