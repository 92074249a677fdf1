using McpPlatform.Gateway.Queueing;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Queueing;

/// <summary>A queue under a clock that stands still, and those who want places in it.</summary>
internal sealed class Queue
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly FairQueue places;

    public Queue(int size, int ofTenant = int.MaxValue, int waiting = 1_000, int waitingOfTenant = 1_000) =>
        places = new FairQueue(new QueueLimits(size, ofTenant, waiting, waitingOfTenant), Time);

    public ManualTime Time { get; } = new();

    /// <summary>What comes true once the place, or the refusal, is there.</summary>
    public Task<Place> Enter(string tenant, string caller = "one", Priority priority = Priority.Normal, CancellationTokenSource? giveUp = null) =>
        places.EnterAsync(tenant, caller, priority, Patience, giveUp?.Token ?? TestContext.Current.CancellationToken).AsTask();

    public Task<Place> EnterLow(string tenant, string caller = "one") => Enter(tenant, caller, Priority.Low);

    public Place TryEnter(string tenant) => places.TryEnter(tenant, "one");

    public int Held(string tenant) => places.Shares.Of(tenant).Held;

    /// <summary>Takes a place that must be free.</summary>
    public Place Take(string tenant, string caller = "one")
    {
        var place = places.TryEnter(tenant, caller);
        place.IsTaken.ShouldBeTrue();
        return place;
    }

    /// <summary>Gives places back one after the other, each as soon as it is taken; who gets them, in order.</summary>
    public static async Task<List<string>> ServeAsync(Place first, params IEnumerable<(string Name, Task<Place> Entry)> waiting)
    {
        var left = waiting.ToList();
        var order = new List<string>();
        for (var place = first; ; )
        {
            place.Dispose();
            if (left.Count == 0)
            {
                return order;
            }

            var entered = await Task.WhenAny(left.Select(w => w.Entry)).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            var (name, _) = left.Single(w => w.Entry == entered);
            left.RemoveAll(w => w.Entry == entered);
            order.Add(name);
            place = await entered;
        }
    }
}
