using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Gateway.Queueing;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Queueing;

/// <summary>What holds whatever comes, in whichever order.</summary>
public sealed class FairnessTests
{
    private const int Tenants = 4;
    private const int Places = 5;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Each number is one thing that happens: somebody comes, somebody is done, somebody gives up.</summary>
    private static readonly Arbitrary<int[]> Histories = Gen.Choose(0, 999).ArrayOf(150).ToArbitrary();

    [Fact]
    public void A_place_that_is_free_is_never_waited_for_and_goes_to_who_has_least() => Prop.ForAll(Histories, history =>
    {
        var world = new World();
        foreach (var happens in history)
        {
            world.Happen(happens);
            world.Problem.ShouldBeNull();
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Tenants_that_always_want_more_get_the_same_within_one_place_however_long_their_calls_are() =>
        Prop.ForAll(Gen.Choose(1, 40).ArrayOf(Tenants).ToArbitrary(), durations =>
        {
            var line = new WaitingLine();
            var shares = Enumerable.Range(0, Tenants).Select(_ => new CallerShare(new TenantShare())).ToArray();
            var ends = new List<(int At, int Tenant)>();
            for (var now = 0; now < 400; now++)
            {
                ends.Where(e => e.At == now).ToList().ForEach(e => shares[e.Tenant].GiveBack());
                ends.RemoveAll(e => e.At == now);
                while (ends.Count < Tenants * 3)
                {
                    Array.ForEach(shares, share => FillUp(line, share));
                    var next = line.Next(int.MaxValue)!;
                    line.Serve(next);
                    next.Caller.Tenant.TryTake(int.MaxValue);
                    next.Caller.Take();
                    var tenant = Array.IndexOf(shares, next.Caller);
                    ends.Add((now + durations[tenant], tenant));
                }

                // As soon as each has had its turn.
                if (shares.Any(s => s.Held is < 2 or > 4))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Many_at_once_who_also_give_up_lose_no_place_and_are_never_too_many()
    {
        var queue = new FairQueue(new QueueLimits(3, 2, 1_000, 1_000), TimeProvider.System);
        var (inside, most, served) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(
            async () =>
            {
                var random = new Random(worker);
                for (var turn = 0; turn < 400; turn++)
                {
                    using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
                    if (random.Next(4) == 0)
                    {
                        giveUp.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
                    }

                    try
                    {
                        using var place = await queue.EnterAsync(
                            $"tenant {worker % 4}", $"caller {worker}", worker % 3 == 0 ? Priority.Low : Priority.Normal, TimeSpan.FromSeconds(30), giveUp.Token);
                        place.IsTaken.ShouldBeTrue();
                        var now = Interlocked.Increment(ref inside);
                        InterlockedMax(ref most, now);
                        Interlocked.Increment(ref served);
                        await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    }
                    catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
                    {
                        // It gave up.
                    }
                }
            },
            Cancel))).WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        most.ShouldBeInRange(1, 3);
        served.ShouldBeGreaterThan(16 * 400 / 2);
        var last = new[] { "a", "b", "c" }.Select(tenant => queue.TryEnter(tenant, "one")).ToList();
        last.ShouldAllBe(place => place.IsTaken);
        queue.TryEnter("d", "one").IsTaken.ShouldBeFalse();
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }
    }

    private static void FillUp(WaitingLine line, CallerShare share)
    {
        if (line.CountOf(share) == 0)
        {
            line.Add(new Waiter(share, Priority.Normal, 0));
        }
    }

    /// <summary>A queue, and all who hold places in it or wait.</summary>
    private sealed class World
    {
        private readonly Queue queue = new(Places);
        private readonly List<(int Tenant, Place Place)> inside = [];
        private readonly List<(int Tenant, Task<Place> Entry, CancellationTokenSource GiveUp)> waiting = [];

        public string? Problem { get; private set; }

        public void Happen(int what)
        {
            var (kind, which) = (what % 10, what / 10);
            switch (kind)
            {
                case < 6:
                    Come(which % Tenants);
                    break;
                case < 9 when inside.Count > 0:
                    EndOne(which % inside.Count);
                    break;
                case 9 when waiting.Count > 0:
                    GiveUp(which % waiting.Count);
                    break;
            }

            if (inside.Count > Places || (inside.Count < Places && waiting.Count > 0))
            {
                Problem = $"{inside.Count} hold places and {waiting.Count} wait.";
            }
        }

        private void Come(int tenant)
        {
            var giveUp = new CancellationTokenSource();
            waiting.Add((tenant, queue.Enter($"{tenant}", giveUp: giveUp), giveUp));
            Settle();
        }

        private void EndOne(int which)
        {
            var (tenant, place) = inside[which];
            inside.RemoveAt(which);
            var least = waiting.Count == 0 ? 0 : waiting.Select(w => w.Tenant).Distinct().Min(HeldBy);
            var before = waiting.Count;
            place.Dispose();
            SpinWait.SpinUntil(() => before == 0 || waiting.Any(w => w.Entry.IsCompleted), TimeSpan.FromSeconds(10));
            var served = waiting.Where(w => w.Entry.IsCompleted).Select(w => w.Tenant).ToList();
            if (before > 0 && (served.Count != 1 || HeldBy(served[0]) > least))
            {
                Problem = $"{served.Count} got the place of one, who held {string.Join(", ", served.Select(HeldBy))} where {least} was the least.";
            }

            Settle();
        }

        private void GiveUp(int which)
        {
            var (_, entry, giveUp) = waiting[which];
            waiting.RemoveAt(which);
            giveUp.Cancel();
            ((IAsyncResult)entry).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(10));
            if (!entry.IsCanceled)
            {
                Problem = "Who gave up was not let go.";
            }
        }

        private int HeldBy(int tenant) => inside.Count(i => i.Tenant == tenant);

        private void Settle()
        {
            inside.AddRange(waiting.Where(w => w.Entry.IsCompleted).Select(w => (w.Tenant, w.Entry.Result)));
            waiting.RemoveAll(w => w.Entry.IsCompleted);
        }
    }
}
