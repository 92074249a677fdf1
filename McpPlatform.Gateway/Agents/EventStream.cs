using System.Globalization;
using McpPlatform.Gateway.Calls;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Messages for a legacy agent in order, each with a number, kept for a while: an agent whose connection broke reads on where it stopped
/// (2025-11-25, Transports: Resumability and Redelivery). Bounded: of a flood that nobody reads the oldest go, and sooner those that were read once.
/// </summary>
/// <param name="id">Names it within its session.</param>
/// <param name="all">Bytes that all streams of the session keep.</param>
internal sealed class EventStream(string id, KeptBytes all) : IOutgoing, IDisposable
{
    private const int MaxKept = 1_000;
    private const int MaxReadBytes = 1_048_576;
    private const int MaxUnreadBytes = 16 * 1_048_576;
    private readonly Lock gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> kept = new();
    private TaskCompletionSource? changed;
    private long last;
    private long bytes;
    private bool ended;

    public string Id => id;

    /// <summary>Whether nothing more will come.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Number of the newest message that was handed to a reader.</summary>
    public long Delivered { get; private set; }

    /// <summary>The one message of a stream that has ended with it; empty where there were others, or it goes on.</summary>
    public ReadOnlyMemory<byte> OnlyAnswer
    {
        get
        {
            lock (gate)
            {
                return IsComplete && last == 1 && kept.Count == 1 ? kept.Peek() : default;
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

    public ValueTask AnswerAsync(ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        Complete(answer);
        return ValueTask.CompletedTask;
    }

    public void Post(ReadOnlyMemory<byte> message)
    {
        lock (gate)
        {
            if (!IsComplete && !ended)
            {
                Add(message);
                Signal();
            }
        }
    }

    // Ends it; with a last message, or without.
    private void Complete(ReadOnlyMemory<byte> message)
    {
        lock (gate)
        {
            if (IsComplete)
            {
                return;
            }

            if (!message.IsEmpty && !ended)
            {
                Add(message);
            }

            IsComplete = true;
            Signal();
        }
    }

    /// <summary>Waits until something has come, or the patience is over.</summary>
    public async Task WaitForFirstAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Task signal;
        lock (gate)
        {
            signal = last > 0 || IsComplete ? Task.CompletedTask : Change();
        }

        if (!signal.IsCompleted)
        {
            await signal.WaitAsync(patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
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
        lock (gate)
        {
            var number = last - kept.Count;
            var messages = kept.Select(message => (++number, message)).Where(m => m.Item1 > after).ToList();
            return (messages, IsComplete, IsComplete ? Task.CompletedTask : Change());
        }
    }

    /// <summary>Keeps nothing any more.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            kept.Clear();
            Account(-bytes);
        }
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

    private Task Change() => (changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private void Signal()
    {
        changed?.TrySetResult();
        changed = null;
    }
}
