using McpPlatform.Gateway.Upstreams;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Mcp.Gateway;

/// <summary>What an upstream says to one call, and how whoever waits for it hears of it.</summary>
public sealed class StepQueueTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly StepQueue steps = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Steps_come_in_the_order_in_which_they_were_brought()
    {
        steps.Add(Step("one"));
        steps.Add(Step("two"));
        steps.Count.ShouldBe(2);
        (await NextAsync()).ShouldBe("one");
        (await NextAsync()).ShouldBe("two");
        steps.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Who_waits_gets_the_step_when_it_comes()
    {
        var waiting = NextAsync();
        waiting.IsCompleted.ShouldBeFalse();
        steps.Add(Step("late"));
        (await waiting.WaitAsync(Soon, Cancel)).ShouldBe("late");
    }

    [Fact]
    public async Task What_was_brought_before_the_end_is_taken_first()
    {
        steps.Add(Step("last"));
        steps.End(new TimeoutException());
        steps.Add(Step("too late"));
        (await NextAsync()).ShouldBe("last");
        await Should.ThrowAsync<TimeoutException>(NextAsync);
        await Should.ThrowAsync<TimeoutException>(NextAsync);
    }

    [Fact]
    public async Task After_the_last_step_none_is_taken_and_whoever_brings_one_hears_so()
    {
        steps.Add(Step("last"), isLast: true).ShouldBeTrue();
        steps.Add(Step("too late")).ShouldBeFalse();
        (await NextAsync()).ShouldBe("last");
        steps.Count.ShouldBe(0);
    }

    [Fact]
    public async Task The_end_reaches_who_waits()
    {
        var waiting = NextAsync();
        steps.End(new TimeoutException());
        await Should.ThrowAsync<TimeoutException>(waiting.WaitAsync(Soon, Cancel));
    }

    [Fact]
    public async Task Who_gives_up_can_wait_again_and_loses_nothing()
    {
        using var stop = new CancellationTokenSource();
        var waiting = steps.TakeAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting.WaitAsync(Soon, Cancel));
        await Should.ThrowAsync<OperationCanceledException>(steps.TakeAsync(stop.Token).AsTask());
        var again = NextAsync();
        steps.Add(Step("still there"));
        (await again.WaitAsync(Soon, Cancel)).ShouldBe("still there");
    }

    [Fact]
    public async Task Steps_that_several_bring_while_waiting_is_given_up_now_and_then_all_arrive()
    {
        const int each = 2_000;
        var bringing = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < each; i++)
            {
                steps.Add(Step("x"));
            }
        }, Cancel)).ToList();
        var taken = 0;
        while (taken < 4 * each)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var next = steps.TakeAsync(stop.Token).AsTask();
            var givingUp = taken % 3 == 0 ? stop.CancelAsync() : Task.CompletedTask;
            try
            {
                await next.WaitAsync(Soon, Cancel);
                taken++;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                taken += 0;
            }

            await givingUp;
        }

        await Task.WhenAll(bringing);
        steps.Count.ShouldBe(0);
    }

    private static Told Step(string name) => new(name, default);

    private async Task<string> NextAsync() => ((Told)await steps.TakeAsync(Cancel)).Method;
}
