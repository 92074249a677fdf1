using System.Collections.Concurrent;
using System.ComponentModel;
using System.Threading.Channels;
using McpPlatform.Guard.Sandbox;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// The engine as the platform sees it: one process that is replaced when it dies, and a queue before it. Whatever waits when the process is free
/// goes to it as one batch. A new process has parsed every set that is in use before it is asked anything.
/// </summary>
internal sealed class CedarEngine : IAsyncDisposable
{
    private const int MaxWaiting = 10_000;
    private const int MaxBatch = 256;
    private const int MaxTries = 2;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Replacing = TimeSpan.FromMilliseconds(5);
    private readonly Channel<EngineQuestion> queue = Channel.CreateBounded<EngineQuestion>(MaxWaiting);
    private readonly ConcurrentDictionary<string, EngineSet> sets = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource firstStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stop = new();
    private readonly SandboxOptions options;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Task[] work;
    private TaskCompletionSource<EngineProcess> current = NewWait();
    private SlotCommand? command;

    public CedarEngine(SandboxOptions options, TimeProvider time, ILogger logger)
    {
        (this.options, this.time, this.logger) = (options, time, logger);
        work = [Task.Run(KeepAsync), Task.Run(AnswerAsync)];
    }

    /// <summary>Why no process could be started last; <see langword="null"/> once one was.</summary>
    public string? StartFailure { get; private set; }

    /// <summary>The process that is asked now; waits for one.</summary>
    public async Task<EngineProcess> ProcessAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var process = await current.Task.WaitAsync(cancellationToken);
            if (!process.Ended.IsCompleted)
            {
                return process;
            }

            // About to be replaced.
            await Task.Delay(Replacing, time, cancellationToken);
        }
    }

    /// <summary>Waits until the engine has started for the first time.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => firstStart.Task.WaitAsync(cancellationToken);

    /// <summary>Puts a question into the queue.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryAsk(EngineQuestion question) => queue.Writer.TryWrite(question);

    /// <summary>Parses a set, in this process and in every one after it.</summary>
    public async Task LoadAsync(EngineSet set, CancellationToken cancellationToken)
    {
        sets[set.Id] = set;
        await (await ProcessAsync(cancellationToken)).LoadAsync(set, cancellationToken);
    }

    /// <summary>Empties a set that nobody asks any more.</summary>
    public async Task ForgetAsync(string id, CancellationToken cancellationToken)
    {
        sets.TryRemove(id, out _);
        await (await ProcessAsync(cancellationToken)).ForgetAsync(id, cancellationToken);
    }

    /// <summary>Empties a set that was only tried.</summary>
    public Task ForgetUnlessKeptAsync(string id, CancellationToken cancellationToken) => sets.ContainsKey(id) ? Task.CompletedTask : ForgetAsync(id, cancellationToken);

    /// <summary>Checks a text of policies in a process of its own, so that no decision waits for it.</summary>
    /// <exception cref="EngineUnavailableException">It cannot be checked now.</exception>
    public async Task<CheckedText> CheckAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await using var process = await StartApartAsync(cancellationToken);
            return await process.CheckAsync(text, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or Win32Exception)
        {
            throw new EngineUnavailableException("The policies could not be checked: they are too much for the policy engine, or it has ended. Make them fewer or simpler.");
        }
    }

    /// <summary>Starts a process of the caller's own, so that no decision waits for what it is asked.</summary>
    /// <exception cref="EngineUnavailableException">It does not start.</exception>
    public async Task<EngineProcess> StartApartAsync(CancellationToken cancellationToken)
    {
        await StartedAsync(cancellationToken);
        return await EngineProcess.StartAsync(command!, time, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(work);
        stop.Dispose();
    }

    private async Task KeepAsync()
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                failures = await ServeAsync() ? 0 : failures + 1;
                await Task.Delay(Pause(failures), time, stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <returns>Whether it was of use.</returns>
    private async Task<bool> ServeAsync()
    {
        try
        {
            command ??= await SlotCommand.FindAsync(options, stop.Token);
            await using var process = await EngineProcess.StartAsync(command, time, stop.Token);
            foreach (var set in sets.Values)
            {
                await process.LoadAsync(set, stop.Token);
            }

            StartFailure = null;
            current.SetResult(process);
            firstStart.TrySetResult();
            await ServeUntilEndAsync(process);
            return process.HasServed;
        }
        catch (Exception exception) when (exception is EngineUnavailableException or SandboxUnavailableException or Win32Exception or IOException or InvalidDataException)
        {
            StartFailure = exception.Message;
            Log.EngineFailed(logger, exception.Message);
            return false;
        }
    }

    private async Task ServeUntilEndAsync(EngineProcess process)
    {
        try
        {
            await process.Ended.WaitAsync(stop.Token);
            Log.EngineEnded(logger, process.Id);
        }
        finally
        {
            current = NewWait();
        }
    }

    private async Task AnswerAsync()
    {
        var batch = new List<EngineQuestion>(MaxBatch);
        try
        {
            while (batch.Count > 0 || await queue.Reader.WaitToReadAsync(stop.Token))
            {
                var process = await ProcessAsync(stop.Token);
                while (batch.Count < MaxBatch && queue.Reader.TryRead(out var question))
                {
                    batch.Add(question);
                }

                batch.RemoveAll(question => question.IsOver);
                if (batch.Count > 0)
                {
                    await AnswerAsync(process, batch);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The engine is not needed any more.
        }
    }

    // What a dying process leaves unanswered is asked again, once: the question itself may be what kills it.
    private async Task AnswerAsync(EngineProcess process, List<EngineQuestion> batch)
    {
        try
        {
            batch.ForEach(question => question.Tries++);
            var answers = await process.DecideAsync(batch, stop.Token);
            for (var at = 0; at < answers.Length; at++)
            {
                batch[at].Complete(answers[at]);
            }

            batch.Clear();
        }
        catch (InvalidDataException exception)
        {
            Log.EngineConfused(logger, exception.Message);
            batch.ForEach(question => question.GiveUp("It was asked something it does not understand."));
            batch.Clear();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or System.Text.Json.JsonException or InvalidOperationException)
        {
            batch.Where(question => question.Tries >= MaxTries).ToList().ForEach(question => question.GiveUp("It has ended."));
            batch.RemoveAll(question => question.IsOver);
            await process.Ended.WaitAsync(stop.Token);
        }
    }

    private static TaskCompletionSource<EngineProcess> NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan Pause(int failures) =>
        failures == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures - 1, 16)));
}
