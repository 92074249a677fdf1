using McpPlatform.Core.Policies;
using McpPlatform.Guard.Redaction;
using McpPlatform.Guard.Sandbox;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// The policies of all tenants as they stand. A new version is parsed by the engine and has answered before it replaces the former; while it is made
/// the former decides.
/// </summary>
internal sealed class PolicyBook(
    IOptions<PolicyOptions> options, IOptions<SandboxOptions> sandbox, IOptions<DetectionOptions> detection, TimeProvider time, ILogger<PolicyBook> logger, IPolicySetStore? store = null)
    : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FolderInterval = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private readonly SemaphoreSlim editing = new(1);
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PolicyTexts texts = new(detection.Value.Known());
    private EngineLease? lease;
    private Task[] following = [];
    private IReadOnlyList<PolicySource>? files;
    private IReadOnlyList<PolicySource>? sets;
    private volatile PolicyEdition? edition;
    private bool disposed;

    /// <summary>The engine.</summary>
    public CedarEngine Engine => lease!.Engine;

    /// <summary>The policies that stand; <see langword="null"/> while the first are read.</summary>
    public PolicyEdition? Edition => edition;

    /// <summary>The policies of a tenant; <see langword="null"/> while the first are read.</summary>
    public TenantPolicies? Find(string tenant) => edition?.Of(tenant);

    /// <summary>Waits until policies can be asked.</summary>
    /// <returns>Whether they can.</returns>
    public async Task<bool> ReadyAsync(CancellationToken cancellationToken)
    {
        Start();
        if (Engine.StartFailure is not null && !ready.Task.IsCompleted)
        {
            return false;
        }

        try
        {
            await ready.Task.WaitAsync(StartTimeout, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Says what a text holds and what is wrong with it.</summary>
    public Task<CompiledText> CompileAsync(string prefix, string text, CancellationToken cancellationToken)
    {
        Start();
        return texts.CompileAsync(Engine, prefix, text, cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await Task.WhenAll(following);
    }

    public async ValueTask DisposeAsync()
    {
        // Its container knows it twice, as itself and as what is started with the host.
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        await StopAsync(CancellationToken.None);
        if (lease is not null)
        {
            await lease.DisposeAsync();
        }

        editing.Dispose();
        stop.Dispose();
    }

    private void Start()
    {
        lock (gate)
        {
            if (lease is null)
            {
                lease = new EngineLease(sandbox.Value, time, logger);
                following = [Task.Run(FollowFilesAsync), Task.Run(FollowSetsAsync)];
            }
        }
    }

    private Task FollowFilesAsync() => GuardedAsync(async () =>
    {
        var folder = new PolicyFolder(options.Value.Folder, logger);
        using var timer = new PeriodicTimer(FolderInterval, time);
        do
        {
            if (await folder.LookAsync(stop.Token) is { } changed)
            {
                await EditAsync(() => files = changed);
            }
        }
        while (options.Value.Folder is not null && await timer.WaitForNextTickAsync(stop.Token));
    });

    private Task FollowSetsAsync() => GuardedAsync(async () =>
    {
        if (store is null)
        {
            await EditAsync(() => sets = []);
            return;
        }

        await foreach (var all in store.FollowAllAsync(stop.Token))
        {
            await EditAsync(() => sets = [.. all.Select(s => new PolicySource(s.Tenant, s.Set.Name, s.Set.Text, s.Set.Mode))]);
        }
    });

    private async Task EditAsync(Action change)
    {
        await editing.WaitAsync(stop.Token);
        try
        {
            change();
            if (files is not null && sets is not null)
            {
                var next = await PolicyEdition.MakeAsync(Engine, texts, [.. files, .. sets], logger, stop.Token);
                var former = Interlocked.Exchange(ref edition, next);
                ready.TrySetResult();
                await next.ReplaceAsync(former, stop.Token);
            }
        }
        finally
        {
            editing.Release();
        }
    }

    // The policies that stand go on deciding when new ones cannot be read.
    private async Task GuardedAsync(Func<Task> follow)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await follow();
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.PoliciesUnread(logger, exception.Message);
                await Task.Delay(FolderInterval, time, CancellationToken.None);
            }
        }
    }
}
