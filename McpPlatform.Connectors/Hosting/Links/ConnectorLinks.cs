using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>Opens descriptors of connectors that live in this process.</summary>
/// <param name="connectors">The connectors.</param>
/// <param name="seal">Signed them.</param>
internal sealed class ConnectorLinks(IEnumerable<IConnector> connectors, LinkSeal seal)
{
    private readonly Dictionary<string, IConnector> byName = connectors.ToDictionary(c => c.Spec.Name, StringComparer.Ordinal);

    /// <summary>The request behind a descriptor, and the connector that serves it.</summary>
    public (IConnector Connector, LinkDescriptor Descriptor) Open(string descriptor)
    {
        var opened = seal.Open(descriptor);
        return byName.TryGetValue(opened.Connector, out var connector)
            ? (connector, opened)
            : throw new ConnectorException(FailureClass.Configuration, $"There is no connector '{opened.Connector}' here.");
    }

    /// <summary>The request of a link that is read.</summary>
    public static ReadRequest ReadOf(LinkDescriptor descriptor) => descriptor.Read
        ?? throw new ConnectorException(FailureClass.System, "This data link is written, not read.");

    /// <summary>The request of a link that is written.</summary>
    public static WriteRequest WriteOf(LinkDescriptor descriptor) => descriptor.Write
        ?? throw new ConnectorException(FailureClass.System, "This data link is read, not written.");
}
