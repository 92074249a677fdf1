using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data;

/// <summary>The reader's end of a data link, whatever carries it. Segments come in order of their number.</summary>
public interface ISegmentReader : IAsyncDisposable
{
    /// <summary>The segments, to the end of the stream.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ConnectorException">The source failed.</exception>
    IAsyncEnumerable<Segment> ReadAllAsync(CancellationToken cancellationToken);
}

/// <summary>The writer's end of a data link. At most a few segments are unacknowledged; <see cref="WriteAsync"/> waits beyond that.</summary>
public interface ISegmentWriter : IAsyncDisposable
{
    /// <summary>Sends a segment; returns when it is on its way, not when it is committed.</summary>
    /// <param name="segment">The segment; its number is the next.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConnectorException">The destination failed, also on an earlier segment.</exception>
    ValueTask WriteAsync(Segment segment, CancellationToken cancellationToken);

    /// <summary>Says that no more come, and waits until all are committed.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>Number of the last committed segment; 0 for none.</returns>
    ValueTask<long> CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Called, never two at once, when segments up to a number are committed, with the counts staged by then.</summary>
    event Action<long, StageCounts>? Committed;
}

/// <summary>Opens data links: in process, over a Unix socket, or over TCP.</summary>
public interface IDataPlane
{
    /// <summary>Opens a link answered by <c>read_stream</c>.</summary>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<ISegmentReader> OpenReaderAsync(DataLink link, CancellationToken cancellationToken);

    /// <summary>Opens a link answered by <c>write_stream</c>.</summary>
    /// <param name="link">The link.</param>
    /// <param name="columns">Columns of the segments that will be sent, as the encoding has them.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<ISegmentWriter> OpenWriterAsync(DataLink link, IReadOnlyList<ColumnSchema> columns, CancellationToken cancellationToken);
}

/// <summary>A failure on the side of a connector, with the class that says whether to try again.</summary>
/// <param name="failure">Who can do something about it.</param>
/// <param name="message">What is wrong, where, and what to do. Never a secret.</param>
/// <param name="inner">The cause; never shown to a user.</param>
public sealed class ConnectorException(FailureClass failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Who can do something about it.</summary>
    public FailureClass Failure { get; } = failure;
}
