using System.Globalization;
using System.Net.Http.Headers;

namespace McpPlatform.Gateway.Links;

/// <summary>
/// A link over a connection on which all messages share one channel. It connects when it is needed, and again when the connection was lost; a
/// session lives as long as its connection.
/// </summary>
/// <param name="name">The upstream, for sentences about it.</param>
/// <param name="connect">Makes a connection; told how to put a fault into words.</param>
/// <param name="logger">Told of what is no message.</param>
internal sealed class DuplexLink(string name, Func<DuplexLink, CancellationToken, Task<ICarrier>> connect, ILogger logger) : IUpstreamLink, IAsyncDisposable
{
    private readonly SemaphoreSlim connecting = new(1);
    private DuplexConnection? current;
    private int connections;
    private bool closed;

    public string Name => name;

    public bool ClosingCancels => false;

    /// <summary>Whether there is a connection now.</summary>
    public bool IsConnected => current is { IsOpen: true };

    /// <summary>Whether nobody waits for an answer here.</summary>
    public bool IsIdle => current is null or { IsIdle: true };

    public async ValueTask<IUpstreamMessages> PostAsync(Outgoing message, CancellationToken cancellationToken)
    {
        var connection = message.Session is { } session ? Find(session) : await ConnectAsync(cancellationToken);
        return connection is null ? NoMessages.OfLostSession(this) : await connection.PostAsync(message, cancellationToken);
    }

    public ValueTask<IUpstreamMessages> ListenAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken) =>
        ValueTask.FromResult(session is not null && Find(session) is { } connection ? connection.Listen() : NoMessages.OfLostSession(this));

    public async Task EndAsync(string? session, Action<HttpRequestHeaders> headers, CancellationToken cancellationToken)
    {
        if (session is null || Find(session) is not null)
        {
            await DisconnectAsync();
        }
    }

    public UpstreamException Fault(UpstreamFault fault, string what) => new(fault, $"The server '{name}' {what}.");

    public async ValueTask DisposeAsync()
    {
        closed = true;
        await DisconnectAsync();
    }

    private DuplexConnection? Find(string session) => current is { IsOpen: true } open && open.Id == session ? open : null;

    private async Task<DuplexConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (current is { IsOpen: true } open)
        {
            return open;
        }

        await connecting.WaitAsync(cancellationToken);
        try
        {
            if (current is { IsOpen: true } made)
            {
                return made;
            }

            if (closed)
            {
                throw Fault(UpstreamFault.Unreached, "made room for others");
            }

            if (current is not null)
            {
                await current.DisposeAsync();
            }

            var carrier = await connect(this, cancellationToken);
            return current = new DuplexConnection((++connections).ToString(CultureInfo.InvariantCulture), carrier, this, logger);
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task DisconnectAsync()
    {
        await connecting.WaitAsync(CancellationToken.None);
        try
        {
            if (current is not null)
            {
                await current.DisposeAsync();
                current = null;
            }
        }
        finally
        {
            connecting.Release();
        }
    }
}
