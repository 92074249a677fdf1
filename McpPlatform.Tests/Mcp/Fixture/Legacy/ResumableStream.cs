using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>
/// A stream that outlives its connection: a client that comes back reads on where it was. The newest reader displaces the one before.
/// </summary>
internal sealed class ResumableStream(string name)
{
    private readonly Lock gate = new();
    private readonly List<StreamEvent> events = [];

    // How far each reader may read that was cut off, or displaced by the next.
    private readonly List<int> cuts = [];
    private TaskCompletionSource news = NewSignal();
    private int readers;
    private int gone;
    private bool complete;

    /// <summary>Whether somebody reads it.</summary>
    public bool IsRead => readers > gone;

    /// <summary>The place behind the last event.</summary>
    public int End => events.Count;

    public void Append(JsonObject? message) =>
        Change(() => events.Add(new StreamEvent(string.Create(CultureInfo.InvariantCulture, $"{name}_{events.Count}"), message)));

    /// <summary>Ends the stream.</summary>
    public void Complete() => Change(() => complete = true);

    /// <summary>Ends who reads it now, or is about to, after what is there; the stream goes on.</summary>
    public void Disconnect() => Change(() => cuts.Add(events.Count));

    /// <summary>Reads from a place on.</summary>
    public async IAsyncEnumerable<StreamEvent> ReadAsync(int from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var mine = Begin();
        try
        {
            for (var next = from; ;)
            {
                var (batch, end, signal) = Take(mine, next);
                foreach (var item in batch)
                {
                    yield return item;
                }

                if (end)
                {
                    yield break;
                }

                next += batch.Count;
                await signal.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Change(() => gone++);
        }
    }

    private int Begin()
    {
        var mine = 0;
        Change(() =>
        {
            mine = readers++;
            if (cuts.Count < mine)
            {
                cuts.Add(events.Count);
            }
        });
        return mine;
    }

    private (IReadOnlyList<StreamEvent> Batch, bool End, Task News) Take(int mine, int next)
    {
        lock (gate)
        {
            var displaced = mine < cuts.Count;
            return ([.. events.Take(displaced ? cuts[mine] : events.Count).Skip(next)], complete || displaced, news.Task);
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            change();
            (signal, news) = (news, NewSignal());
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
