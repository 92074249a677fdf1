using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using McpPlatform.Data.Wire;
using Microsoft.Extensions.Options;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>Opens links by their address.</summary>
/// <param name="local">Connectors of this process.</param>
/// <param name="options">How often to commit.</param>
/// <param name="time">The clock.</param>
internal sealed class DataPlane(ConnectorLinks local, IOptions<DataPlaneOptions> options, TimeProvider time) : IDataPlane
{
    /// <inheritdoc/>
    public async ValueTask<ISegmentReader> OpenReaderAsync(DataLink link, CancellationToken cancellationToken)
    {
        if (link.Address != DataAddress.InProcess)
        {
            return new WireSegmentReader(await GreetAsync(link, [], cancellationToken));
        }

        var (connector, descriptor) = local.Open(link.Descriptor);
        return new InProcessReader(connector, ConnectorLinks.ReadOf(descriptor));
    }

    /// <inheritdoc/>
    public async ValueTask<ISegmentWriter> OpenWriterAsync(
        DataLink link, IReadOnlyList<ColumnSchema> columns, CancellationToken cancellationToken)
    {
        if (link.Address != DataAddress.InProcess)
        {
            return new WireSegmentWriter(await GreetAsync(link, columns, cancellationToken));
        }

        var (connector, descriptor) = local.Open(link.Descriptor);
        try
        {
            var sink = await connector.OpenSinkAsync(ConnectorLinks.WriteOf(descriptor), columns, cancellationToken);
            return new InProcessWriter(sink, options.Value, time);
        }
        catch (Exception exception) when (exception is not (ConnectorException or OperationCanceledException))
        {
            throw Failures.AsConnectorException(exception, cancellationToken);
        }
    }

    private static async ValueTask<FrameChannel> GreetAsync(DataLink link, IReadOnlyList<ColumnSchema> columns, CancellationToken ct)
    {
        var channel = new FrameChannel(await DataAddress.ConnectAsync(link.Address, ct));
        try
        {
            await WireFailures.SendAsync(channel, new Frame.Hello(WireFormat.Version, link.Descriptor, columns), ct);
            return await WireFailures.ReceiveAsync(channel, ct) is Frame.Welcome { Version: WireFormat.Version }
                ? channel
                : throw new ConnectorException(FailureClass.Configuration, $"The connector at {link.Address} speaks another version of the data plane.");
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }
}
