namespace McpPlatform.Gateway.Links;

/// <summary>A connection that carries all messages in one channel: a process, or a stream of events.</summary>
internal interface ICarrier : IAsyncDisposable
{
    /// <summary>Sends one message. Never called twice at once.</summary>
    /// <exception cref="IOException">The connection is gone.</exception>
    Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>What arrives, each in memory of its own; ends with the connection.</summary>
    /// <exception cref="UpstreamException">What arrives cannot be read further.</exception>
    IAsyncEnumerable<byte[]> ReadAsync(CancellationToken cancellationToken);

    /// <summary>How the connection ended; the rest of a sentence about the server.</summary>
    string Ending { get; }
}
