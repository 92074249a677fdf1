using ModelContextProtocol.Server;

namespace McpPlatform.Gateway.Mcp;

/// <summary>A session of the eras that have them. It belongs to one principal; no other key can use it.</summary>
internal sealed class McpSession(string id, string owner, StreamableHttpServerTransport transport, McpServer server, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource closed = new();
    private Task running = Task.CompletedTask;
    private int requests;
    private int streaming;
    private long lastUsed = time.GetTimestamp();

    public string Id => id;

    public string Owner => owner;

    public StreamableHttpServerTransport Transport => transport;

    /// <summary>Ends when the session is closed.</summary>
    public CancellationToken Closed { get; private set; }

    public bool IsBusy => Volatile.Read(ref requests) > 0;

    public TimeSpan Idle => IsBusy ? TimeSpan.Zero : time.GetElapsedTime(Volatile.Read(ref lastUsed));

    public void Start(ILogger logger)
    {
        Closed = closed.Token;
        running = RunAsync(logger);
    }

    /// <summary>Marks the session as in use until the result is disposed.</summary>
    public IDisposable Use()
    {
        Interlocked.Increment(ref requests);
        return new Usage(this);
    }

    /// <summary>Whether the caller may open the one stream for messages nobody asked for.</summary>
    public bool TryStartStream() => Interlocked.CompareExchange(ref streaming, 1, 0) == 0;

    public void EndStream() => Volatile.Write(ref streaming, 0);

    public async ValueTask DisposeAsync()
    {
        await closed.CancelAsync();
        await transport.DisposeAsync();
        await server.DisposeAsync();
        await running;
        closed.Dispose();
    }

    private async Task RunAsync(ILogger logger)
    {
        try
        {
            await server.RunAsync(Closed);
        }
        catch (OperationCanceledException) when (Closed.IsCancellationRequested)
        {
            // Closed in order.
        }
        catch (Exception exception)
        {
            Log.McpSessionFailed(logger, exception);
        }
    }

    private sealed class Usage(McpSession session) : IDisposable
    {
        public void Dispose()
        {
            Volatile.Write(ref session.lastUsed, session.Now());
            Interlocked.Decrement(ref session.requests);
        }
    }

    private long Now() => time.GetTimestamp();
}
