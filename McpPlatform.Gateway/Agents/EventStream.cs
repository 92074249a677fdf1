using System.Globalization;
using McpPlatform.Gateway.Calls;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Messages for a legacy agent in order, each with a number, kept for a while: an agent whose connection broke reads on where it stopped
/// (2025-11-25, Transports: Resumability and Redelivery). Bounded: of a flood that nobody reads the oldest go, and sooner those that were read once.
/// </summary>
/// <param name="id">Names it within its session.</param>
/// <param name="all">Bytes that all streams of the session keep.</param>
internal sealed class EventStream(long id, KeptBytes all) : IOutgoing, IDisposable
{
    private const int MaxKept = 1_000;
    private const int MaxReadBytes = 1_048_576;
    private const int MaxUnreadBytes = 16 * 1_048_576;
    private readonly Queue<ReadOnlyMemory<byte>> kept = new();
    private TaskCompletionSource? changed;
    private Answer? only;
    private long last;
    private long bytes;
    private int ticks;
    private bool ended;

    public long Id => id;

    /// <summary>Whether nothing more will come.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Number of the newest message that was handed to a reader.</summary>
    public long Delivered { get; private set; }

    /// <summary>The one message of a stream that has ended with it; <see langword="null"/> where there were others, or it goes on.</summary>
    public Answer? OnlyAnswer
    {
        get
        {
            lock (kept)
            {
                return only;
            }
        }
    }

    /// <summary>Whether it ended without a word.</summary>
    public bool IsSilent => IsComplete && last == 0;

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        Post(message);
        return ValueTask.CompletedTask;
    }

    public ValueTask AnswerAsync(Answer? answer, CancellationToken cancellationToken)
    {
        Complete(answer);
        return ValueTask.CompletedTask;
    }

    public void Post(ReadOnlyMemory<byte> message)
    {
        TaskCompletionSource? waiting = null;
        lock (kept)
        {
            if (!IsComplete && !ended)
            {
                Add(message);
                waiting = Changed();
            }
        }

        waiting?.TrySetResult();
    }

    // Ends it; with a last message, or without.
    private void Complete(Answer? answer)
    {
        TaskCompletionSource? waiting;
        lock (kept)
        {
            if (IsComplete)
            {
                return;
            }

            if (answer is { } given && !ended)
            {
                Add(given);
            }

            IsComplete = true;
            waiting = Changed();
        }

        waiting?.TrySetResult();
    }

    /// <summary>Waits until something has come, or for as long as anybody waits for that.</summary>
    public Task WaitForFirstAsync()
    {
        lock (kept)
        {
            return last > 0 || IsComplete ? Task.CompletedTask : Change();
        }
    }

    /// <summary>Comes every few seconds: whoever has waited for the first message since before the last time waits no longer.</summary>
    public void Tick()
    {
        TaskCompletionSource? waiting = null;
        lock (kept)
        {
            if (last == 0 && changed is not null && ++ticks == 2)
            {
                waiting = Changed();
            }
        }

        waiting?.TrySetResult();
    }

    /// <summary>Writes what comes after a number, and goes on until the stream ends.</summary>
    public async Task CopyToAsync(SseWriter output, long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (messages, ended, signal) = Take(after);
            foreach (var (number, message) in messages)
            {
                output.Write(message, string.Create(CultureInfo.InvariantCulture, $"{id}_{number}"));
                after = number;
            }

            await output.FlushAsync(cancellationToken);
            Delivered = Math.Max(Delivered, after);
            if (ended)
            {
                return;
            }

            await WaitAsync(signal, output, cancellationToken);
        }
    }

    private static async Task WaitAsync(Task signal, SseWriter output, CancellationToken cancellationToken)
    {
        while (!signal.IsCompleted)
        {
            await signal.WaitAsync(IAgentStream.KeepAlive, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (!signal.IsCompleted)
            {
                output.Comment();
                await output.FlushAsync(cancellationToken);
            }
        }
    }

    private (List<(long Number, ReadOnlyMemory<byte> Message)> Messages, bool Ended, Task Signal) Take(long after)
    {
        lock (kept)
        {
            if (only is { } answer)
            {
                kept.Enqueue(answer.ToMessage());
                only = null;
            }

            var number = last - kept.Count;
            var messages = kept.Select(message => (++number, message)).Where(m => m.Item1 > after).ToList();
            return (messages, IsComplete, IsComplete ? Task.CompletedTask : Change());
        }
    }

    /// <summary>Keeps nothing any more.</summary>
    public void Dispose()
    {
        lock (kept)
        {
            ended = true;
            kept.Clear();
            only = null;
            Account(-bytes);
        }
    }

    // The only message of nearly all streams, which nobody reads as an event.
    private void Add(Answer answer)
    {
        if (last > 0)
        {
            Add(answer.ToMessage());
            return;
        }

        only = answer;
        last++;
        Account(answer.Length);
    }

    private void Add(ReadOnlyMemory<byte> message)
    {
        kept.Enqueue(message);
        last++;
        Account(message.Length);

        // The newest stays, however large: nobody has read it yet.
        while (kept.Count > 1 && IsTooMuch())
        {
            Account(-kept.Dequeue().Length);
        }
    }

    private bool IsTooMuch()
    {
        var oldestWasRead = last - kept.Count < Delivered;
        return kept.Count > MaxKept || all.IsOver || bytes > (oldestWasRead ? MaxReadBytes : MaxUnreadBytes);
    }

    private void Account(long by)
    {
        bytes += by;
        all.Change(by);
    }

    // Whoever waits goes on in the thread that brings what it waits for, and so not under the lock.
    private Task Change() => (changed ??= new TaskCompletionSource()).Task;

    private TaskCompletionSource? Changed()
    {
        var waiting = changed;
        changed = null;
        return waiting;
    }
}
