using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Wire;

/// <summary>Turns what can go wrong on a connection, and error frames, into <see cref="ConnectorException"/>.</summary>
public static class WireFailures
{
    /// <summary>Receives a frame.</summary>
    /// <param name="channel">The connection.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The frame, never an error; <see langword="null"/> when the peer has closed.</returns>
    /// <exception cref="ConnectorException">The peer failed, or the connection did.</exception>
    public static async ValueTask<Frame?> ReceiveAsync(FrameChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            var frame = await channel.ReceiveAsync(WireFormat.MaxFrameBytes, cancellationToken);
            return frame is Frame.Error error ? throw new ConnectorException(error.Failure, error.Message) : frame;
        }
        catch (InvalidDataException exception)
        {
            throw new ConnectorException(FailureClass.Transient, $"The data link is damaged: {exception.Message}", exception);
        }
        catch (IOException exception)
        {
            throw new ConnectorException(FailureClass.Transient, "The data link broke while receiving.", exception);
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <param name="channel">The connection.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConnectorException">The connection failed.</exception>
    public static async ValueTask SendAsync(FrameChannel channel, Frame frame, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        try
        {
            await channel.SendAsync(frame, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new ConnectorException(FailureClass.Transient, "The data link broke while sending.", exception);
        }
    }
}
