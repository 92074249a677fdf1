using System.ComponentModel;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard.Sandbox;

/// <summary>A fixed number of slots. Each has a keeper, which replaces it as soon as it is spent or dead; calls take whichever is idle.</summary>
internal sealed class SlotPool(SandboxOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly Channel<Slot> idle = Channel.CreateUnbounded<Slot>();
    private readonly CancellationTokenSource stop = new();
    private readonly SemaphoreSlim starting = new(1);
    private Task[]? keepers;

    /// <summary>Why the last slot did not start; <see langword="null"/> once one did.</summary>
    public string? StartFailure { get; private set; }

    /// <summary>Takes an idle slot; waits for one.</summary>
    /// <exception cref="SandboxUnavailableException">This machine has nothing a slot could run in.</exception>
    /// <exception cref="ChannelClosedException">The pool has been disposed.</exception>
    public async ValueTask<Slot> TakeAsync(CancellationToken cancellationToken)
    {
        if (keepers is null)
        {
            await StartAsync(cancellationToken);
        }

        Slot slot;
        do
        {
            slot = await idle.Reader.ReadAsync(cancellationToken);
        }
        while (!slot.TryTake());
        return slot;
    }

    /// <summary>Gives a slot back, for the next call or for its end.</summary>
    public void Return(Slot slot)
    {
        if (slot.Calls >= options.CallsPerSlot || stop.IsCancellationRequested)
        {
            slot.Retire();
        }

        slot.GiveBack();
        if (!slot.IsRetired)
        {
            idle.Writer.TryWrite(slot);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        idle.Writer.TryComplete();
        await starting.WaitAsync(CancellationToken.None);
        await Task.WhenAll(keepers ?? []);
        stop.Dispose();
        starting.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (keepers is null)
            {
                var command = await SlotCommand.FindAsync(options, cancellationToken);
                Log.SlotsStarting(logger, options.Slots, command.Guards.Count == 0 ? "nothing but Deno itself" : string.Join(' ', command.Guards));
                keepers = [.. Enumerable.Range(0, options.Slots).Select(_ => KeepAsync(command))];
            }
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task KeepAsync(SlotCommand command)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                failures = await ServeAsync(command) ? 0 : failures + 1;
                await Task.Delay(Pause(failures), time, stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // A slot that dies in a call is replaced at once: pausing would let one bad tool take slots from the others. One that never served a call waits.
    private async Task<bool> ServeAsync(SlotCommand command)
    {
        try
        {
            await using var slot = await Slot.StartAsync(command, time, stop.Token);
            StartFailure = null;
            idle.Writer.TryWrite(slot);
            await slot.Retired.WaitAsync(stop.Token);
            return slot.Calls > 0;
        }
        catch (Exception exception) when (exception is SandboxUnavailableException or Win32Exception or IOException)
        {
            StartFailure = exception.Message;
            Log.SlotFailed(logger, exception.Message);
            return false;
        }
    }

    private static TimeSpan Pause(int failures) =>
        failures == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(failures - 1, 16)));
}
