using McpPlatform.Gateway;
using McpPlatform.Gateway.Queueing;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Queueing;

/// <summary>What a gateway refuses that is over its means, and what it never does.</summary>
public sealed class AdmissionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Target = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Interval = 10 * Target;
    private readonly ManualTime time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Delay_is_too_much_when_the_least_of_it_stays_over_the_target_for_an_interval()
    {
        var delay = new ControlledDelay(Target, time);
        delay.Note(Target);
        time.Pass(Interval * 0.9);
        delay.Note(3 * Target);
        delay.Level.ShouldBe(0);
        time.Pass(Interval * 0.1);
        delay.Level.ShouldBe(1);
        time.Pass(2 * Interval);
        delay.Level.ShouldBe(2);
        delay.Note(Target * 0.5);
        delay.Level.ShouldBe(0);
    }

    [Fact]
    public void A_burst_that_passes_is_no_overload()
    {
        var delay = new ControlledDelay(Target, time);
        for (var i = 0; i < 20; i++)
        {
            delay.Note(5 * Target);
            time.Pass(Interval * 0.9);
            delay.NoteNone();
            delay.Level.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Low_priority_goes_first_then_the_heaviest_tenant_and_what_is_under_way_goes_on()
    {
        var work = new WorkDelay(Settings(100), time);
        var admission = new Admission(Settings(100), work, time);
        var heavy = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EnterAsync(admission, "heavy")));
        var light = await EnterAsync(admission, "light");

        work.Delay.Note(2 * Target);
        time.Pass(Interval);
        (await EnterAsync(admission, "light", Priority.Low)).Refused.ShouldBe(NoPlace.ShedAsLow);
        (await EnterAsync(admission, "heavy")).IsTaken.ShouldBeTrue();

        time.Pass(2 * Interval);
        (await EnterAsync(admission, "heavy")).Refused.ShouldBe(NoPlace.ShedAsHeavy);
        (await EnterAsync(admission, "light")).IsTaken.ShouldBeTrue();
        (heavy.All(place => place.IsTaken), light.IsTaken).ShouldBe((true, true));

        work.Delay.NoteNone();
        (await EnterAsync(admission, "heavy")).IsTaken.ShouldBeTrue();
        (await EnterAsync(admission, "light", Priority.Low)).IsTaken.ShouldBeTrue();
    }

    [Fact]
    public async Task Where_no_place_becomes_free_newcomers_are_refused_before_they_wait_in_vain()
    {
        var admission = new Admission(Settings(places: 1), new WorkDelay(Settings(1), time), time);
        using var hangs = await EnterAsync(admission, "acme");
        _ = EnterAsync(admission, "acme");
        time.Pass(Target);
        _ = EnterAsync(admission, "acme");
        time.Pass(Interval);
        (await EnterAsync(admission, "acme", Priority.Low)).Refused.ShouldBe(NoPlace.ShedAsLow);
    }

    [Fact]
    public void To_pass_admission_and_a_bulkhead_that_have_room_allocates_nothing()
    {
        var admission = new Admission(Settings(100), new WorkDelay(Settings(100), time), TimeProvider.System);
        var bulkhead = new FairQueue(new QueueLimits(10, int.MaxValue, 10, 10), TimeProvider.System);
        Pass(admission, bulkhead, 1_000).ShouldBe(1_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var passed = Pass(admission, bulkhead, 1_000);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        (passed, allocated).ShouldBe((1_000, 0));
    }

    private static int Pass(Admission admission, FairQueue bulkhead, int times)
    {
        var passed = 0;
        for (var i = 0; i < times; i++)
        {
            var outer = admission.EnterAsync("acme", "key:1", Priority.Normal, Patience, CancellationToken.None);
            var inner = bulkhead.EnterAsync("acme", "key:1", Priority.Normal, Patience, CancellationToken.None);
            if (outer.IsCompletedSuccessfully && inner.IsCompletedSuccessfully)
            {
                inner.Result.Dispose();
                outer.Result.Dispose();
                passed++;
            }
        }

        return passed;
    }

    private static Task<Place> EnterAsync(Admission admission, string tenant, Priority priority = Priority.Normal) =>
        admission.EnterAsync(tenant, "key:1", priority, Patience, Cancel).AsTask();

    private static IOptions<GatewayOptions> Settings(int places) => Options.Create(new GatewayOptions { MaxCalls = places, ShedDelay = Target });
}
