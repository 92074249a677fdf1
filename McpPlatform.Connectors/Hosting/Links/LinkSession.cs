using System.Threading.Channels;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>The serving side of one connection: 1 greet, 2 open the descriptor, 3 send or take segments, 4 say how it ended.</summary>
/// <param name="links">Opens descriptors.</param>
/// <param name="options">How often to commit.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures go.</param>
internal sealed class LinkSession(ConnectorLinks links, IOptions<DataPlaneOptions> options, TimeProvider time, ILogger<LinkSession> log)
{
    private static readonly TimeSpan GreetingTime = TimeSpan.FromSeconds(10);

    /// <summary>Serves a connection to its end. Never throws for what the peer or the connector did.</summary>
    public async Task ServeAsync(FrameChannel channel, CancellationToken stopping)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var name = "unknown";
        try
        {
            var hello = await GreetAsync(channel, session.Token);
            var (connector, descriptor) = links.Open(hello.Descriptor);
            name = descriptor.Connector;
            await (descriptor.Read is { } read
                ? SendRowsAsync(channel, connector, read, session)
                : TakeRowsAsync(channel, connector, ConnectorLinks.WriteOf(descriptor), hello.Columns, session));
        }
        catch (Exception exception)
        {
            await TellAsync(channel, name, Failures.AsConnectorException(exception, session.Token));
        }
        finally
        {
            await session.CancelAsync();
        }
    }

    private async Task<Frame.Hello> GreetAsync(FrameChannel channel, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(GreetingTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        var hello = await channel.ReceiveAsync(WireFormat.MaxHelloBytes, either.Token) as Frame.Hello
            ?? throw new InvalidDataException("The peer did not greet.");
        if (hello.Version != WireFormat.Version)
        {
            throw new ConnectorException(FailureClass.Configuration,
                $"The peer speaks version {hello.Version} of the data plane, this connector version {WireFormat.Version}.");
        }

        return hello;
    }

    private static async Task SendRowsAsync(FrameChannel channel, IConnector connector, ReadRequest request, CancellationTokenSource session)
    {
        using var window = new AckWindow(WireFormat.Window);
        await channel.SendAsync(new Frame.Welcome(WireFormat.Version), session.Token);
        var acks = ReceiveAcksAsync(channel, window, session);
        var last = request.AfterSegment;
        try
        {
            await foreach (var segment in connector.ReadAsync(request, session.Token))
            {
                await window.EnterAsync(segment.Number, session.Token);
                await channel.SendAsync(new Frame.Data(segment), session.Token);
                last = segment.Number;
            }

            await channel.SendAsync(new Frame.End(last), session.Token);
        }
        catch (Exception exception)
        {
            // Told before the waiting for acknowledgements ends with the session.
            await channel.SendAsync(ErrorOf(Failures.AsConnectorException(exception, session.Token)), CancellationToken.None);
        }

        await acks;
    }

    /// <summary>Takes acknowledgements until the reader closes, which ends the session whatever it is doing.</summary>
    private static async Task ReceiveAcksAsync(FrameChannel channel, AckWindow window, CancellationTokenSource session)
    {
        try
        {
            while (await channel.ReceiveAsync(WireFormat.MaxHelloBytes, session.Token) is Frame.Ack ack)
            {
                window.Acknowledge(ack.Number);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The reader went away; nothing is lost by it.
        }

        await session.CancelAsync();
    }

    private async Task TakeRowsAsync(
        FrameChannel channel, IConnector connector, WriteRequest request, IReadOnlyList<ColumnSchema> columns, CancellationTokenSource session)
    {
        await using var sink = await connector.OpenSinkAsync(request, columns, session.Token);
        await channel.SendAsync(new Frame.Welcome(WireFormat.Version), session.Token);
        var segments = Channel.CreateBounded<Segment>(new BoundedChannelOptions(WireFormat.Window) { SingleReader = true, SingleWriter = true });
        var receiving = ReceiveSegmentsAsync(channel, segments.Writer, session.Token);
        var pump = new SinkPump(sink, options.Value, time, (number, staged) => channel.SendAsync(new Frame.Ack(number, staged), session.Token));
        var last = await pump.RunAsync(segments.Reader, session.Token);
        await receiving;
        await channel.SendAsync(new Frame.End(last), session.Token);
    }

    private static async Task ReceiveSegmentsAsync(FrameChannel channel, ChannelWriter<Segment> segments, CancellationToken ct)
    {
        try
        {
            while (await channel.ReceiveAsync(WireFormat.MaxFrameBytes, ct) is { } frame)
            {
                if (frame is Frame.End)
                {
                    segments.Complete();
                    return;
                }

                await segments.WriteAsync(((frame as Frame.Data) ?? throw new InvalidDataException("A frame came out of turn.")).Segment, ct);
            }

            throw new EndOfStreamException("The writer closed the data link before its end.");
        }
        catch (Exception exception)
        {
            // The pump meets it where it reads, so that what was not ended is not committed as if it were.
            segments.TryComplete(exception);
        }
    }

    private async Task TellAsync(FrameChannel channel, string connector, Exception exception)
    {
        log.LinkFailed(exception, connector);
        try
        {
            await channel.SendAsync(ErrorOf(exception), CancellationToken.None);
        }
        catch (Exception unreachable) when (unreachable is IOException or ObjectDisposedException)
        {
            log.LinkFailed(unreachable, connector);
        }
    }

    private static Frame.Error ErrorOf(Exception exception) => exception is ConnectorException failure
        ? new Frame.Error(failure.Failure, failure.Message)
        : new Frame.Error(FailureClass.Transient, "The connector is stopping.");
}
