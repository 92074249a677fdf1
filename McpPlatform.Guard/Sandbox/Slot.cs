using System.Diagnostics;
using McpPlatform.Guard.Processes;

namespace McpPlatform.Guard.Sandbox;

/// <summary>What a slot made of a call: an answer of its own, or its end and why.</summary>
/// <param name="Message">The answer; <see langword="null"/> when the slot ended.</param>
/// <param name="Body">The output.</param>
/// <param name="Killed">Why it was killed, when it was.</param>
/// <param name="CpuTime">Processor time of the call.</param>
internal sealed record SlotOutcome(SlotMessage? Message, ReadOnlyMemory<byte> Body, KillReason Killed, TimeSpan CpuTime);

/// <summary>A process that runs one call at a time. It speaks frames on its standard streams and can do nothing else.</summary>
internal sealed class Slot : IAsyncDisposable
{
    public const string OutOfMemory = "out of memory";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private readonly Process process;
    private readonly SlotFrames frames;
    private readonly TimeProvider time;
    private readonly LastWords words;

    // Never disposed of: it holds no handle, and whoever comes after the end finds it taken.
    private readonly SemaphoreSlim lent = new(1);
    private readonly TaskCompletionSource retired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan cpu;

    private Slot(Process process, TimeProvider time)
    {
        (this.process, this.time, Id) = (process, time, process.Id);
        frames = new SlotFrames(process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        words = new LastWords(process.StandardError, OutOfMemory);
    }

    /// <summary>The id of its process, known also after its end.</summary>
    public int Id { get; }

    public int Calls { get; private set; }

    /// <summary>Ends when the slot takes no further call.</summary>
    public Task Retired => retired.Task;

    public bool IsRetired => retired.Task.IsCompleted;

    /// <summary>The line it wrote on standard error that tells most: the one about memory, else the last. Only Deno itself writes there.</summary>
    public string LastWords => words.Text;

    /// <summary>Starts a slot and waits until it is ready.</summary>
    /// <exception cref="SandboxUnavailableException">It does not start.</exception>
    public static async Task<Slot> StartAsync(SlotCommand command, TimeProvider time, CancellationToken cancellationToken)
    {
        var slot = new Slot(await ParentThread.StartAsync(command.Describe(SlotCommand.Script)), time);
        try
        {
            await slot.PrepareAsync().WaitAsync(StartTimeout, time, cancellationToken);
            return slot;
        }
        catch (Exception exception)
        {
            await slot.DisposeAsync();
            if (exception is IOException or TimeoutException)
            {
                throw new SandboxUnavailableException($"A sandbox slot did not start: {slot.LastWords}");
            }

            throw;
        }
    }

    /// <summary>Takes no further call.</summary>
    public void Retire() => retired.TrySetResult();

    /// <summary>Takes it for one call; until it is given back it is not disposed of.</summary>
    /// <returns>Whether it takes one.</returns>
    public bool TryTake()
    {
        if (!lent.Wait(0))
        {
            return false;
        }

        if (IsRetired)
        {
            GiveBack();
            return false;
        }

        return true;
    }

    /// <summary>Ends what <see cref="TryTake"/> began; nobody asks or answers anything here any more.</summary>
    public void GiveBack() => lent.Release();

    /// <summary>Runs a call of whoever has taken it.</summary>
    /// <param name="call">The frame that asks for it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="code">What is loaded when the slot does not have the tool yet; where it throws, the slot is as before.</param>
    /// <param name="host">Answers what the tool asks.</param>
    /// <param name="quota">What the call may use.</param>
    /// <param name="cancellationToken">Kills the slot.</param>
    public async Task<SlotOutcome> CallAsync(
        HostMessage call, ReadOnlyMemory<byte> arguments, Func<ReadOnlyMemory<byte>> code, HostFunctions host, SandboxQuota quota, CancellationToken cancellationToken)
    {
        Calls++;
        using var watch = new CallWatch(process, cpu, quota, time, cancellationToken);
        return await ConverseAsync(call, arguments, code, host, watch);
    }

    public async ValueTask DisposeAsync()
    {
        Retire();
        process.Kill();
        await lent.WaitAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        await words.Ended;
        frames.Dispose();
        process.Dispose();
    }

    private async Task<SlotOutcome> ConverseAsync(
        HostMessage call, ReadOnlyMemory<byte> arguments, Func<ReadOnlyMemory<byte>> code, HostFunctions host, CallWatch watch)
    {
        var before = cpu;
        try
        {
            await frames.WriteAsync(call, arguments);
            while (await frames.ReadAsync() is var (message, body))
            {
                switch (message.Did)
                {
                    case "ask":
                        host.Begin(message, body, frames);
                        break;
                    case "missing":
                        await frames.WriteAsync(new HostMessage("load") { Tool = call.Tool, Kind = call.Kind }, code());
                        break;
                    case "loaded":
                        await frames.WriteAsync(call, arguments);
                        break;
                    default:
                        cpu = TimeSpan.FromMicroseconds(message.Cpu);
                        return Outcome(message, body, watch, cpu - before);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or System.Text.Json.JsonException)
        {
            // What is left of it is killed.
        }

        process.Kill();
        await words.Ended;
        return Outcome(null, default, watch, TimeSpan.Zero);
    }

    private SlotOutcome Outcome(SlotMessage? message, ReadOnlyMemory<byte> body, CallWatch watch, TimeSpan used)
    {
        // Killed on the very moment of its answer, it has answered.
        if (message is null || watch.Reason != KillReason.None)
        {
            Retire();
        }

        return new SlotOutcome(message, body, watch.Reason, used);
    }

    private async Task PrepareAsync()
    {
        process.Exited += (_, _) => Retire();
        process.EnableRaisingEvents = true;
        await frames.WriteAsync(new HostMessage("prepare"), await File.ReadAllBytesAsync(SlotCommand.Engine));
        var ready = await frames.ReadAsync() ?? throw new IOException("It ended.");
        cpu = TimeSpan.FromMicroseconds(ready.Message.Cpu);
    }
}
