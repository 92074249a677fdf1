using System.Collections.Concurrent;
using System.Text.Json;

namespace McpPlatform.Cli.Relay;

/// <summary>
/// An MCP server on standard input and output whose every answer is the gateway's: a line that comes in is sent there, in the era in which the
/// client speaks, and whatever comes back goes out as a line. It ends when the input does, and leaves nothing behind.
/// </summary>
internal sealed class StdioRelay : IAsyncDisposable
{
    // What is under way when the input ends may still be answered; a client that closes in order does not wait for long.
    private static readonly TimeSpan LastAnswers = TimeSpan.FromSeconds(0.5);

    private readonly RelayOutput output;
    private readonly ModernRelay modern;
    private readonly LegacyRelay legacy;
    private readonly CancellationTokenSource ended = new();
    private readonly ConcurrentDictionary<string, (CancellationTokenSource Stop, bool IsModern)> requests = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, byte> running = new();

    /// <summary>A relay to a gateway.</summary>
    /// <param name="http">The gateway.</param>
    /// <param name="output">The client.</param>
    public StdioRelay(RelayHttp http, RelayOutput output)
    {
        this.output = output;
        modern = new ModernRelay(http, output);
        legacy = new LegacyRelay(http, output);
    }

    /// <summary>Relays until the input ends.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="cancellationToken">Ends it before.</param>
    public async Task RunAsync(Stream input, CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.Register(ended.Cancel);
        await foreach (var line in LineReader.ReadAsync(input, cancellationToken))
        {
            await TakeAsync(line);
        }

        await Task.WhenAny(Task.WhenAll(running.Keys), Task.Delay(LastAnswers, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await Task.WhenAll(running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await legacy.DisposeAsync();
        ended.Dispose();
    }

    private async Task TakeAsync(byte[]? line)
    {
        try
        {
            await SendAsync(RelayMessage.Read(line ?? throw new RelayFault($"A message may have {LineReader.MaxBytes} bytes at most.")));
        }
        catch (JsonException)
        {
            await FailAsync(null, new RelayFault("A line was no JSON-RPC message."));
        }
        catch (RelayFault fault)
        {
            await FailAsync(null, fault);
        }
    }

    // Requests run side by side; what has no answer goes in the order in which it came.
    private async Task SendAsync(RelayMessage message)
    {
        if (message is { IsRequest: true, Method: "initialize", Version: null })
        {
            await GuardedAsync(message, legacy.BeginAsync(message, ended.Token));
        }
        else if (message.IsRequest)
        {
            Start(message);
        }
        else if (message.Cancels is { } request && requests.TryGetValue(request, out var under))
        {
            await CancelAsync(message, under);
        }
        else
        {
            await (message.Version is null ? legacy.NotifyAsync(message, ended.Token) : modern.NotifyAsync(message, ended.Token));
        }
    }

    private void Start(RelayMessage request)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        requests[request.Id!] = (stop, request.Version is not null);
        var run = RunAsync(request, stop);
        running.TryAdd(run, 0);
        _ = run.ContinueWith(done => running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task RunAsync(RelayMessage request, CancellationTokenSource stop)
    {
        // Sending may end at once; the caller has to have written it down first.
        await Task.Yield();
        using (stop)
        {
            await GuardedAsync(request, request.Version is null ? legacy.RequestAsync(request, stop.Token) : modern.RequestAsync(request, stop.Token));
            requests.TryRemove(request.Id!, out _);
        }
    }

    // A legacy gateway is told; a modern one sees the response close.
    private async Task CancelAsync(RelayMessage cancellation, (CancellationTokenSource Stop, bool IsModern) under)
    {
        if (!under.IsModern)
        {
            await legacy.NotifyAsync(cancellation, ended.Token);
        }

        try
        {
            await under.Stop.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }

    private async Task GuardedAsync(RelayMessage request, Task relaying)
    {
        try
        {
            await relaying;
            output.AllIsWell();
        }
        catch (RelayFault fault)
        {
            await FailAsync(request.Id, fault);
        }
        catch (OperationCanceledException)
        {
            // A request that was cancelled gets no answer.
        }
    }

    // What the gateway said is for the client alone.
    private async Task FailAsync(string? request, RelayFault fault)
    {
        if (!fault.IsOfGateway)
        {
            output.Say(fault.Message);
        }

        await output.WriteAsync(fault.ToMessage(request), CancellationToken.None);
    }
}
