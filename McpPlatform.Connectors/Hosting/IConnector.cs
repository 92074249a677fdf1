using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Hosting;

/// <summary>A connector, as its author writes it. The host serves it as an MCP server and carries its rows; the connector knows neither.</summary>
/// <remarks>Any method may throw <see cref="ConnectorException"/> for an expected failure; its message is shown to a person.</remarks>
public interface IConnector
{
    /// <summary>What it is and which options it takes.</summary>
    ConnectorSpec Spec { get; }

    /// <summary>Tries the connection. An unusable one is a result, not an exception.</summary>
    /// <param name="request">The connection.</param>
    /// <param name="ct">Ends the waiting.</param>
    Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken ct);

    /// <summary>Finds the streams, or examines one.</summary>
    /// <param name="request">The connection, and perhaps one stream.</param>
    /// <param name="ct">Ends the waiting.</param>
    Task<Catalog> DiscoverAsync(DiscoverRequest request, CancellationToken ct);

    /// <summary>Says what reading would give: columns, an estimate, partitions, and preview rows when a limit is set. The link is added by the host.</summary>
    /// <param name="request">Which rows.</param>
    /// <param name="ct">Ends the waiting.</param>
    Task<ReadResult> DescribeReadAsync(ReadRequest request, CancellationToken ct);

    /// <summary>The rows behind a link, beginning after <see cref="ReadRequest.AfterSegment"/>.</summary>
    /// <param name="request">Which rows.</param>
    /// <param name="ct">Ends the reading.</param>
    IAsyncEnumerable<Segment> ReadAsync(ReadRequest request, CancellationToken ct);

    /// <summary>Prepares staging and answers what is committed (the host adds the link), publishes, discards or restores.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="ct">Ends the waiting.</param>
    Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken ct);

    /// <summary>Opens the sink behind a stage link.</summary>
    /// <param name="request">The request that was staged.</param>
    /// <param name="columns">Columns of the segments that will come, in order.</param>
    /// <param name="ct">Ends the waiting.</param>
    Task<ISegmentSink> OpenSinkAsync(WriteRequest request, IReadOnlyList<ColumnSchema> columns, CancellationToken ct);
}

/// <summary>Takes segments and commits them. Never called by two at once. What was not committed when it is disposed is as if it never came.</summary>
public interface ISegmentSink : IAsyncDisposable
{
    /// <summary>Takes a segment; may return before it is committed. A segment that is committed already is passed over.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="ct">Ends the waiting.</param>
    ValueTask WriteAsync(Segment segment, CancellationToken ct);

    /// <summary>Commits what was written so far, together with the record of it.</summary>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>The last committed segment, and the counts staged by then.</returns>
    ValueTask<(long Segment, StageCounts Staged)> CommitAsync(CancellationToken ct);
}
