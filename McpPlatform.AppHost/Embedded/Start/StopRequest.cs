using System.Runtime.InteropServices;

namespace McpPlatform.AppHost.Start;

/// <summary>Everything that asks this process to stop: SIGINT, SIGTERM, SIGHUP, the end of whoever launched it. The hosts do not listen themselves.</summary>
internal sealed class StopRequest : IDisposable
{
    // A host that hangs must not keep the process; PostgreSQL is interrupted when we end, and loses nothing.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2.8);
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> signals = [];
    private readonly Timer watchdog;

    public StopRequest()
    {
        watchdog = new Timer(_ => Environment.Exit(0));
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
        {
            signals.Add(PosixSignalRegistration.Create(signal, Handle));
        }
    }

    /// <summary>Cancelled when the process should stop.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Asks it to stop.</summary>
    public void Stop()
    {
        watchdog.Change(Limit, Timeout.InfiniteTimeSpan);
        source.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        signals.ForEach(signal => signal.Dispose());
        watchdog.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        Stop();
    }
}
