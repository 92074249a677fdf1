using McpPlatform.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class WorkerOptionsTests
{
    [Fact]
    public void A_Worker_that_would_work_on_longer_than_its_lease_holds_does_not_start()
    {
        var refused = Should.Throw<OptionsValidationException>(() => OptionsOf(new() { ["Worker:RenewPatience"] = "00:00:30" }));
        refused.Message.ShouldContain("Worker:RenewPatience must be shorter than Store:LeaseTime");
    }

    [Fact]
    public void A_Worker_starts_with_what_is_set_by_default() => OptionsOf([]).RenewPatience.ShouldBe(TimeSpan.FromSeconds(15));

    private static WorkerOptions OptionsOf(Dictionary<string, string?> settings)
    {
        using var services = new ServiceCollection()
            .AddWorkerOptions(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<WorkerOptions>>().Value;
    }
}
