using System.Runtime.CompilerServices;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Events;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>A run whose steps a test takes one by one.</summary>
internal sealed class FakeRun(RunInfo info)
{
    private readonly Lock gate = new();
    private readonly List<RunUpdate> updates = [];
    private TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long seq;

    public RunInfo Info { get; private set; } = info;

    public void WaitForApproval() => Change(Info with { State = RunState.WaitingForApproval }, EventTypes.RunWaiting);

    public void Begin() => Change(Info with { State = RunState.Running, StartedAt = FakePlatform.Now, EndedAt = null, Error = null }, EventTypes.RunClaimed);

    public void Enter(RunNode node) => Change(Info with { Node = node }, EventTypes.RunNodeEntered);

    public void Report(long rows, long of = 3_376)
    {
        Enter(RunNode.RunDataSync);
        Add(new RunUpdate(null, new RunProgress(
            Info.Id, RunNode.RunDataSync, "airports.csv", rows, rows * 62, 412_000, of, Math.Round((of - rows) / 412_000.0, 3))));
    }

    public void Succeed(long rejected = 0, params string[] leftOut)
    {
        Enter(RunNode.CommitFinalState);
        var streams = new[] { new RunStream("airports.csv", "airports", 3_376, 3_376 - rejected, 0, rejected, 0, 210_365, leftOut.Length == 0 ? null : leftOut) };
        Change(Info with { State = RunState.Succeeded, EndedAt = FakePlatform.Now.AddSeconds(1.4), Streams = streams }, EventTypes.RunEnded);
    }

    public void WaitForFix(RunError error) => Change(Info with { State = RunState.WaitingForFix, Node = error.Node, Error = error }, EventTypes.RunWaiting);

    public void Fail(RunError error) =>
        Change(Info with { State = RunState.Failed, Node = error.Node, Error = error, EndedAt = FakePlatform.Now.AddSeconds(2) }, EventTypes.RunEnded);

    public void Cancel() => Change(Info with { State = RunState.Cancelled, EndedAt = FakePlatform.Now.AddSeconds(2) }, EventTypes.RunEnded);

    public async IAsyncEnumerable<RunUpdate> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var at = 0; ; at++)
        {
            while (true)
            {
                Task wait;
                lock (gate)
                {
                    if (at < updates.Count)
                    {
                        break;
                    }

                    wait = more.Task;
                }

                await wait.WaitAsync(cancellationToken);
            }

            var update = updates[at];
            if (update.Event is null || update.Event.Seq > after)
            {
                yield return update;
                if (update.Event?.Type == EventTypes.RunEnded)
                {
                    yield break;
                }
            }
        }
    }

    private void Change(RunInfo changed, string type)
    {
        Info = changed;
        Add(new RunUpdate(new PlatformEvent(++seq, type, $"run/{Info.Id}", "Ada", FakePlatform.Now, JsonSerializer.SerializeToElement(new { })), null));
    }

    private void Add(RunUpdate update)
    {
        lock (gate)
        {
            updates.Add(update);
            more.SetResult();
            more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
