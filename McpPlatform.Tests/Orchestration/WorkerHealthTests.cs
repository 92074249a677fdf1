using McpPlatform.Core.Runs;
using McpPlatform.ServiceDefaults;
using McpPlatform.Worker;
using McpPlatform.Worker.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class WorkerHealthTests
{
    [Fact]
    public async Task A_worker_without_the_lock_that_says_it_lives_is_not_ready()
    {
        var services = new ServiceCollection().AddLogging().AddWorkerOptions(new ConfigurationBuilder().Build());
        await using var worker = services.AddSingleton<IWorkerSessions, NoSession>().BuildServiceProvider();

        var report = await worker.GetRequiredService<HealthCheckService>().CheckHealthAsync(
            check => check.Tags.Contains(ServiceDefaultsExtensions.ReadyTag), TestContext.Current.CancellationToken);

        report.Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private sealed class NoSession : IWorkerSessions
    {
        public Task<(WorkerIdentity Identity, CancellationToken Lost)> CurrentAsync(CancellationToken cancellationToken) =>
            new TaskCompletionSource<(WorkerIdentity, CancellationToken)>().Task.WaitAsync(cancellationToken);
    }
}
