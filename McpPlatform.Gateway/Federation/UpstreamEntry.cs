using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>An upstream in the directory: what it offers now, or why it offers nothing.</summary>
internal sealed class UpstreamEntry(UpstreamConfig config, Upstream upstream, CatalogReader reader, TimeProvider time, Action<UpstreamEntry, ListKind> changed)
    : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim loading = new(1);
    private readonly CancellationTokenSource closed = new();
    private readonly TaskCompletionSource<IUpstreamWatch> watch = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long loadedAt;

    public UpstreamConfig Config => config;

    public Upstream Upstream => upstream;

    /// <summary>What it offers; <see langword="null"/> until it was asked for the first time.</summary>
    public UpstreamCatalog? Catalog { get; private set; }

    /// <summary>Why it cannot be used; <see langword="null"/> when it can.</summary>
    public string? Problem { get; private set; } = config.Problem;

    public bool IsFresh => config.Problem is not null || ((Catalog is not null || Problem is not null) && time.GetElapsedTime(loadedAt) < (Problem is null ? Catalog!.FreshFor : RetryAfter));

    /// <summary>Reads what it offers, unless it is known. Failing, it keeps what it offered before and says why.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!IsFresh)
        {
            await LoadAsync(onlyIfStale: true, cancellationToken);
        }
    }

    /// <summary>Notes why it cannot be used.</summary>
    public void Fail(string problem)
    {
        Problem = problem;
        loadedAt = time.GetTimestamp();
    }

    public Task<IUpstreamWatch> WatchAsync(CancellationToken cancellationToken) => watch.Task.WaitAsync(cancellationToken);

    /// <summary>Reads anew what it offers, after it said that this has changed.</summary>
    public void Refresh() => _ = RefreshAsync();

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        if (watch.Task.IsCompletedSuccessfully)
        {
            await (await watch.Task).DisposeAsync();
        }

        await upstream.DisposeAsync();
    }

    // Agents are told when the new lists stand, so that whoever asks then gets them.
    private async Task RefreshAsync()
    {
        try
        {
            await LoadAsync(onlyIfStale: false, closed.Token);
        }
        catch (OperationCanceledException)
        {
            // Removed.
        }
    }

    private async Task LoadAsync(bool onlyIfStale, CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (!onlyIfStale || !IsFresh)
            {
                await ReadAsync(cancellationToken);
            }
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var before = Catalog ?? UpstreamCatalog.Empty;
        try
        {
            await EnsureWatchAsync(cancellationToken);
            Catalog = await reader.ReadAsync(upstream, cancellationToken);
            Problem = null;
        }
        catch (McpErrorException exception)
        {
            Problem = exception.Error.Message;
        }

        loadedAt = time.GetTimestamp();
        foreach (var kind in Enum.GetValues<ListKind>().Where(k => !(Catalog ?? UpstreamCatalog.Empty).OffersSame(before, k)))
        {
            changed(this, kind);
        }
    }

    private async Task EnsureWatchAsync(CancellationToken cancellationToken)
    {
        if (watch.Task.IsCompleted)
        {
            return;
        }

        if (await upstream.EraAsync(cancellationToken) == Era.Legacy)
        {
            watch.TrySetResult(new LegacyWatch(upstream, Upstream.OwnSession, AgentProfile.Gateway));
            return;
        }

        var modern = new ModernWatch(upstream, told => upstream.Unrequested?.Invoke(Upstream.OwnSession, told), time);
        watch.TrySetResult(modern);
        await modern.StartAsync(cancellationToken);
    }
}
