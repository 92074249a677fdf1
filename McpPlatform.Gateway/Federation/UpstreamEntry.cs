using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// An upstream in the directory: what it offers now, or why it offers nothing. Only who needs it before it was ever asked waits for it; later it
/// is read again behind the scenes, so that one that hangs slows nobody.
/// </summary>
internal sealed class UpstreamEntry(
    UpstreamConfig config, Upstream upstream, CatalogReader reader, CatalogReview review, GatewayOptions options, TimeProvider time,
    Action<UpstreamEntry, IReadOnlyList<ListKind>> changed) : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim loading = new(1);
    private readonly SemaphoreSlim reviewing = new(1);
    private readonly CancellationTokenSource closed = new();
    private TaskCompletionSource<IUpstreamWatch> watch = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Era? watched;
    private long loadedAt;
    private int wanted;

    public UpstreamConfig Config => config;

    public Upstream Upstream => upstream;

    /// <summary>What it offers, or offered last; <see langword="null"/> where it never said.</summary>
    public UpstreamCatalog? Catalog => review.Catalog;

    /// <summary>Why it cannot be used; <see langword="null"/> when it can.</summary>
    public string? Problem { get; private set; } = config.Problem;

    /// <summary>Whether it was asked, with or without success.</summary>
    public bool IsKnown => Catalog is not null || Problem is not null;

    private TimeSpan FreshFor => config.Problem is not null ? TimeSpan.MaxValue : Problem is null ? Catalog!.FreshFor : RetryAfter;

    /// <summary>Reads what it offers, unless it was asked before. Failing is noted and not thrown.</summary>
    public async Task EnsureKnownAsync(CancellationToken cancellationToken)
    {
        if (IsKnown)
        {
            return;
        }

        await loading.WaitAsync(cancellationToken);
        try
        {
            if (!IsKnown)
            {
                await LoadAsync();
            }
        }
        finally
        {
            loading.Release();
        }
    }

    /// <summary>Reads again what it offers, when what is known is too old.</summary>
    public void RefreshIfStale()
    {
        // A program that rests offers what it offered.
        if (IsKnown && time.GetElapsedTime(loadedAt) >= FreshFor && !(Problem is null && upstream.IsAsleep))
        {
            Refresh();
        }
    }

    /// <summary>Reads again what it offers, when that did not work the last time.</summary>
    public void RefreshIfFailed()
    {
        if (Problem is not null && config.Problem is null)
        {
            Refresh();
        }
    }

    /// <summary>Reads again what it offers. However often that is wanted, it is read once more at most.</summary>
    public void Refresh()
    {
        if (Interlocked.Exchange(ref wanted, 1) == 0)
        {
            _ = RefreshAsync();
        }
    }

    /// <summary>Lets decisions about its tools take effect, without asking it.</summary>
    public async Task RenewAsync(CancellationToken cancellationToken)
    {
        var before = Catalog;
        if (await InTurnAsync(review.RenewAsync, cancellationToken))
        {
            Refresh();
        }

        TellChanges(before, Problem);
    }

    public Task<IUpstreamWatch> WatchAsync(CancellationToken cancellationToken) => watch.Task.WaitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await EndWatchAsync();
        await upstream.DisposeAsync();
    }

    private async Task RefreshAsync()
    {
        try
        {
            await loading.WaitAsync(closed.Token);
            Volatile.Write(ref wanted, 0);
            try
            {
                await LoadAsync();
            }
            finally
            {
                loading.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Removed.
        }
    }

    private async Task LoadAsync()
    {
        var before = Catalog;
        var problem = Problem;
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(closed.Token);
        soon.CancelAfter(options.CatalogTimeout);
        try
        {
            await EnsureWatchAsync(soon.Token);
            var read = await reader.ReadAsync(upstream, Catalog, soon.Token);
            await InTurnAsync(stop => review.TakeAsync(read, stop), closed.Token);
            Problem = null;
        }
        catch (McpErrorException exception)
        {
            Problem = exception.Error.Message;
        }
        catch (OperationCanceledException) when (!closed.IsCancellationRequested)
        {
            Problem = $"The server '{config.Name}' did not say within {options.CatalogTimeout.TotalSeconds:0} s what it offers.";
        }

        loadedAt = time.GetTimestamp();
        TellChanges(before, problem);
    }

    // Not the turn of loading: a server that hangs while it is read must not hold up a decision about its tools.
    private async Task<bool> InTurnAsync(Func<CancellationToken, Task<bool>> decide, CancellationToken cancellationToken)
    {
        await reviewing.WaitAsync(cancellationToken);
        try
        {
            return await decide(cancellationToken);
        }
        finally
        {
            reviewing.Release();
        }
    }

    // Agents are told when the new lists stand, so that whoever asks then gets them. Most of what is read again is the same.
    private void TellChanges(UpstreamCatalog? before, string? problem)
    {
        var (former, now) = (before ?? UpstreamCatalog.Empty, Catalog ?? UpstreamCatalog.Empty);
        if (before is not null && problem == Problem && now.IsSame(former))
        {
            return;
        }

        var came = problem is null != Problem is null;
        changed(this, [.. Enum.GetValues<ListKind>().Where(kind => (came && now.Of(kind).Count > 0) || !now.OffersSame(former, kind))]);
    }

    private async Task EnsureWatchAsync(CancellationToken cancellationToken)
    {
        var era = await upstream.EraAsync(cancellationToken);
        if (watched == era)
        {
            return;
        }

        await EndWatchAsync();
        watched = era;
        if (era == Era.Legacy)
        {
            watch.TrySetResult(new LegacyWatch(upstream, Upstream.OwnSession, AgentProfile.Gateway));
            return;
        }

        var modern = new ModernWatch(upstream, told => upstream.Unrequested?.Invoke(Upstream.OwnSession, told), time);
        watch.TrySetResult(modern);
        await modern.StartAsync(cancellationToken);
    }

    private async Task EndWatchAsync()
    {
        if (watch.Task.IsCompletedSuccessfully)
        {
            await (await watch.Task).DisposeAsync();
            watch = new TaskCompletionSource<IUpstreamWatch>(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
