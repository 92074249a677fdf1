using McpPlatform.Gateway.Queueing;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Queueing;

/// <summary>Who gets a place, in which order, and what happens to those who get none.</summary>
public sealed class FairQueueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_gets_the_place_that_becomes_free()
    {
        var queue = new Queue(1);
        var place = queue.Take("acme");
        var waiting = queue.Enter("acme");
        waiting.IsCompleted.ShouldBeFalse();
        place.Dispose();
        (await waiting.WaitAsync(Soon, Cancel)).IsTaken.ShouldBeTrue();
        queue.TryEnter("acme").IsTaken.ShouldBeFalse();
    }

    [Fact]
    public async Task Tenants_take_turns_whoever_of_them_sends_more()
    {
        var queue = new Queue(1);
        var place = queue.Take("noisy");
        var noisy = Enumerable.Range(1, 6).Select(n => ($"noisy {n}", queue.Enter("noisy"))).ToList();
        var quiet = Enumerable.Range(1, 2).Select(n => ($"quiet {n}", queue.Enter("quiet"))).ToList();
        (await Queue.ServeAsync(place, noisy.Concat(quiet))).ShouldBe(
            ["noisy 1", "quiet 1", "noisy 2", "quiet 2", "noisy 3", "noisy 4", "noisy 5", "noisy 6"]);
    }

    [Fact]
    public async Task Callers_of_a_tenant_take_turns_as_well()
    {
        var queue = new Queue(1);
        var place = queue.Take("acme", "script");
        var script = Enumerable.Range(1, 3).Select(n => ($"script {n}", queue.Enter("acme", "script"))).ToList();
        var person = Enumerable.Range(1, 2).Select(n => ($"person {n}", queue.Enter("acme", "person"))).ToList();
        (await Queue.ServeAsync(place, script.Concat(person))).ShouldBe(["script 1", "person 1", "script 2", "person 2", "script 3"]);
    }

    [Fact]
    public async Task A_tenant_of_slow_calls_has_no_more_places_than_one_of_quick_calls()
    {
        var queue = new Queue(4);
        var slow = Enumerable.Range(0, 4).Select(_ => queue.Take("slow")).ToList();
        var slowWaiting = Enumerable.Range(0, 10).Select(_ => queue.Enter("slow")).ToList();
        var quick = Enumerable.Range(0, 3).Select(_ => queue.Enter("quick")).ToList();

        slow[0].Dispose();
        slow[1].Dispose();
        var (first, second) = (await quick[0].WaitAsync(Soon, Cancel), await quick[1].WaitAsync(Soon, Cancel));
        (queue.Held("slow"), queue.Held("quick")).ShouldBe((2, 2));

        // The quick ones are done again at once, and what they leave is theirs before it is the others'.
        first.Dispose();
        await quick[2].WaitAsync(Soon, Cancel);
        slowWaiting.ShouldAllBe(w => !w.IsCompleted);
        second.Dispose();
        await slowWaiting[0].WaitAsync(Soon, Cancel);
        (queue.Held("slow"), queue.Held("quick")).ShouldBe((3, 1));
    }

    [Fact]
    public async Task Low_priority_waits_for_the_others_but_gets_every_eighth_place()
    {
        var queue = new Queue(1);
        var place = queue.Take("acme");
        var low = Enumerable.Range(1, 3).Select(_ => ("low", queue.EnterLow("acme"))).ToList();
        var normal = Enumerable.Range(1, 16).Select(_ => ("normal", queue.Enter("acme"))).ToList();
        var order = await Queue.ServeAsync(place, low.Concat(normal));
        string[] seven = [.. Enumerable.Repeat("normal", WaitingLine.NormalsInARow)];
        order.ShouldBe([.. seven, "low", .. seven, "low", "normal", "normal", "low"]);
    }

    [Fact]
    public async Task Who_gives_up_leaves_no_hole()
    {
        var queue = new Queue(1);
        var place = queue.Take("acme");
        using var giveUp = new CancellationTokenSource();
        var impatient = queue.Enter("acme", giveUp: giveUp);
        var patient = queue.Enter("acme");
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        place.Dispose();
        (await patient.WaitAsync(Soon, Cancel)).Dispose();
        queue.Take("acme");
    }

    [Fact]
    public async Task Waiting_ends_when_patience_does()
    {
        var queue = new Queue(1);
        var place = queue.Take("acme");
        var waiting = queue.Enter("acme");
        queue.Time.Pass(TimeSpan.FromSeconds(4.9));
        waiting.IsCompleted.ShouldBeFalse();
        queue.Time.Pass(TimeSpan.FromSeconds(0.1));
        (await waiting.WaitAsync(Soon, Cancel)).Refused.ShouldBe(NoPlace.TimedOut);
        place.Dispose();
        queue.Take("acme");
    }

    [Fact]
    public async Task So_many_wait_in_all_of_a_tenant_and_of_a_caller_and_no_more()
    {
        var queue = new Queue(1, waiting: 5, waitingOfTenant: 4);
        queue.Take("acme");
        _ = queue.Enter("acme", "script");
        _ = queue.Enter("acme", "script");
        (await queue.Enter("acme", "script").WaitAsync(Soon, Cancel)).Refused.ShouldBe(NoPlace.TooManyWait);
        _ = queue.Enter("acme", "person");
        _ = queue.Enter("acme", "person");
        (await queue.Enter("acme", "robot").WaitAsync(Soon, Cancel)).Refused.ShouldBe(NoPlace.TooManyWait);
        _ = queue.Enter("other");
        (await queue.Enter("third").WaitAsync(Soon, Cancel)).Refused.ShouldBe(NoPlace.TooManyWait);
    }

    [Fact]
    public async Task A_tenant_that_has_all_it_may_waits_and_the_others_do_not()
    {
        var queue = new Queue(4, ofTenant: 2, waiting: 2, waitingOfTenant: 2);
        var first = queue.Take("noisy");
        queue.Take("noisy");
        var waiting = queue.Enter("noisy");
        var other = queue.Enter("noisy", "two");
        (await queue.Enter("quiet").WaitAsync(Soon, Cancel)).IsTaken.ShouldBeTrue();
        (waiting.IsCompleted, other.IsCompleted).ShouldBe((false, false));
        first.Dispose();

        // The one who holds none is before the one who holds one.
        (await other.WaitAsync(Soon, Cancel)).IsTaken.ShouldBeTrue();
        (waiting.IsCompleted, queue.Held("noisy")).ShouldBe((false, 2));
    }
}
