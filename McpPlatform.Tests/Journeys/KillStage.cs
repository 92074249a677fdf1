using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>
/// A platform whose Worker is killed over and over: a shop that is written to all the time, and four pipelines, one a mode, that move it to
/// the warehouse in several segments, each with a commit of its own.
/// </summary>
public sealed class KillStage(TestPostgres postgres) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly KillPipelines pipelines = new();

    public PlatformStack Stack { get; private set; } = null!;

    public KillShop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Shop = await KillShop.OpenAsync(postgres, CancellationToken.None);
        var settings = new Dictionary<string, string>
        {
            ["DataPlane:CheckpointRows"] = "8192",
            ["Worker:RenewEvery"] = "00:00:00.100",
            ["Worker:FirstRetryAfter"] = "00:00:00.200",
        };
        Stack = await PlatformStack.StartAsync(postgres, CancellationToken.None, further: settings);
        await Stack.Client.AddConnectionAsync(new AddConnection("shop", "postgres", Shop.Options));
        await pipelines.ApplyAsync(Stack.Client);
        await ShouldSucceedAsync(await StartRunsAsync(CancellationToken.None), CancellationToken.None);
    }

    public async ValueTask DisposeAsync() => await Stack.DisposeAsync();

    /// <summary>Four runs, all under way or waiting for a Worker.</summary>
    public Task<IReadOnlyList<Guid>> StartRunsAsync(CancellationToken cancellationToken) => pipelines.StartAsync(Stack.Client, cancellationToken);

    public async Task ShouldSucceedAsync(IReadOnlyList<Guid> runs, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            (await Stack.Client.WaitForEndAsync(run, cancellationToken)).ShouldHaveSucceeded();
        }
    }

    /// <summary>
    /// Lets the Worker die while four runs are under way and the shop is written to, starts another, and holds the warehouse against what each
    /// mode promises.
    /// </summary>
    /// <param name="moment">When it dies; <see langword="null"/> when <paramref name="kill"/> ends it from outside.</param>
    /// <param name="kill">Ends it from outside, told when the runs are under way.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task KillOnceAsync(string? moment, Func<ServiceProcess, Task> kill, CancellationToken cancellationToken)
    {
        await Stack.Worker!.DisposeAsync();
        await pipelines.BeginRoundAsync(Stack, Shop, cancellationToken);
        await using (KillMoment.IsOfFailure(moment) ? null : Shop.KeepWriting(cancellationToken))
        {
            await DieAndRecoverAsync(moment, kill, cancellationToken);
        }

        await ShouldSucceedAsync(await StartRunsAsync(cancellationToken), cancellationToken);
        await pipelines.ShouldHoldWhatEachModePromisesAsync(Stack, Shop, cancellationToken);
    }

    private async Task DieAndRecoverAsync(string? moment, Func<ServiceProcess, Task> kill, CancellationToken cancellationToken)
    {
        var before = await PrepareAsync(moment, cancellationToken);
        await Stack.StartWorkerAsync(cancellationToken, killAt: moment);
        var runs = await StartRunsAsync(cancellationToken);
        await kill(Stack.Worker!);
        await DeathOfAsync(Stack.Worker!, moment, cancellationToken);
        await Shop.OpenAsync(true, cancellationToken);

        await Stack.StartWorkerAsync(cancellationToken);
        await ShouldSucceedAsync([.. before, .. runs], cancellationToken);
    }

    /// <summary>Brings about what a moment needs.</summary>
    /// <returns>Runs that are under way already.</returns>
    private async Task<IReadOnlyList<Guid>> PrepareAsync(string? moment, CancellationToken cancellationToken)
    {
        await Shop.OpenAsync(!KillMoment.IsOfFailure(moment), cancellationToken);
        if (KillMoment.IsOfApproval(moment))
        {
            await Stack.StartWorkerAsync(cancellationToken);
            var approved = await KillPipelines.StartApprovedAsync(Stack, cancellationToken);
            await Stack.Worker!.DisposeAsync();
            return [approved];
        }

        return KillMoment.IsOfDiscarding(moment) ? [await DieWithRowsStagedAsync(cancellationToken)] : [];
    }

    private async Task<Guid> DieWithRowsStagedAsync(CancellationToken cancellationToken)
    {
        const string staged = "stage.after-commit";
        await Stack.StartWorkerAsync(cancellationToken, killAt: staged);
        var run = await pipelines.StartPartitionedAsync(Stack.Client, cancellationToken);
        await DeathOfAsync(Stack.Worker!, staged, cancellationToken);
        return run;
    }

    private static async Task DeathOfAsync(ServiceProcess worker, string? moment, CancellationToken cancellationToken)
    {
        try
        {
            await worker.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new ShouldAssertException($"The Worker never came to '{moment}':{System.Environment.NewLine}{worker.Output}");
        }
    }
}
