using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Events;
using McpPlatform.Store.Database;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Events;

/// <summary>Progress over notifications: at most a few a second for each run, kept nowhere.</summary>
internal sealed class ProgressChannel(
    PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options, TimeProvider time, ILogger<ProgressChannel> log)
    : IProgressChannel
{
    private const int MostRunsRemembered = 1_000;
    private const int Capacity = 16;
    private readonly ConcurrentDictionary<Guid, long> lastSent = new();

    public async ValueTask PublishAsync(string tenant, RunProgress progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        if (!IsDue(progress.RunId))
        {
            return;
        }

        var payload = Prefix(tenant, progress.RunId) + JsonSerializer.Serialize(progress, ContractsJson.Default.RunProgress);
        try
        {
            await database.NotifyAsync(Channels.Progress, payload, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            log.ProgressNotSent(progress.RunId, e.Message);
        }
    }

    public async IAsyncEnumerable<RunProgress> ListenAsync(string tenant, Guid runId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prefix = Prefix(tenant, runId);
        using var heard = hub.Subscribe(Channels.Progress, Capacity, payload => payload.StartsWith(prefix, StringComparison.Ordinal));
        await foreach (var payload in heard.Payloads.ReadAllAsync(cancellationToken))
        {
            yield return JsonSerializer.Deserialize(payload.AsSpan(prefix.Length), ContractsJson.Default.RunProgress)!;
        }
    }

    private bool IsDue(Guid runId)
    {
        var now = time.GetTimestamp();
        if (lastSent.TryGetValue(runId, out var last) && time.GetElapsedTime(last, now) < options.Value.ProgressInterval)
        {
            return false;
        }

        if (lastSent.Count > MostRunsRemembered)
        {
            lastSent.Clear();
        }

        lastSent[runId] = now;
        return true;
    }

    private static string Prefix(string tenant, Guid runId) => $"{tenant}\t{runId}\t";
}
