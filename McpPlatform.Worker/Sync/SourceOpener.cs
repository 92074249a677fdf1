using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Data;
using McpPlatform.Worker.Orchestration;
using McpPlatform.Worker.Sync.Schema;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Sync;

/// <summary>Opens the source of a stream, whole or in the partitions it offers.</summary>
/// <param name="connectors">The connectors.</param>
/// <param name="dataPlane">Opens links.</param>
/// <param name="options">How many partitions.</param>
internal sealed class SourceOpener(IConnectorAgent connectors, IDataPlane dataPlane, IOptions<WorkerOptions> options)
{
    /// <summary>Opens it.</summary>
    /// <param name="session">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<OpenSource> OpenAsync(
        RunSession session, StreamPlan stream, StreamShape shape, ResumePoint from, CancellationToken cancellationToken)
    {
        var request = ReadRequests.Of(session, stream, shape, from, PartitionsOf(session, stream, from));
        var answer = await connectors.ReadAsync(request, cancellationToken);
        CastWhereTypesDiffer(shape, answer.Columns);
        if (answer.Partitions.Count == 0)
        {
            var link = answer.Link ?? throw new ConnectorException(FailureClass.System, $"The source gave no link to the rows of '{stream.Name}'.");
            return new OpenSource([await dataPlane.OpenReaderAsync(link, cancellationToken)], answer.RowEstimate);
        }

        return session.Material.DestinationSpec is { StagesInLanes: true }
            ? new OpenSource(await OpenAllAsync(answer.Partitions, OpenPartitionAsync, cancellationToken), answer.RowEstimate)
            : new OpenSource([new PartitionedReader(answer.Partitions, OpenPartitionAsync)], answer.RowEstimate);

        Task<ISegmentReader> OpenPartitionAsync(string partition, CancellationToken ct) =>
            OpenAsync(request with { Partition = partition, Partitions = 1 }, ct);
    }

    /// <summary>
    /// How many partitions to ask for; the source gives fewer of a smaller stream. Only a whole read from the beginning can be split: the middle
    /// of a partitioned one has no single place to go on from.
    /// </summary>
    private int PartitionsOf(RunSession session, StreamPlan stream, ResumePoint from)
    {
        var whole = from is { Segment: 0, Cursor: null } && !stream.SyncMode.IsIncremental();
        var otherwise = session.Material.DestinationSpec is { StagesInLanes: true } ? options.Value.Partitions : 1;
        return whole ? SourcePartitions.Of(session.Material.Plan.Source, otherwise) : 1;
    }

    private static async Task<IReadOnlyList<ISegmentReader>> OpenAllAsync(
        IReadOnlyList<string> partitions, Func<string, CancellationToken, Task<ISegmentReader>> open, CancellationToken cancellationToken)
    {
        var opening = partitions.Select(p => open(p, cancellationToken)).ToList();
        try
        {
            return await Task.WhenAll(opening);
        }
        catch
        {
            await using var opened = new OpenSource([.. opening.Where(o => o.IsCompletedSuccessfully).Select(o => o.Result)], null);
            throw;
        }
    }

    private async Task<ISegmentReader> OpenAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var answer = await connectors.ReadAsync(request, cancellationToken);
        var link = answer.Link
            ?? throw new ConnectorException(FailureClass.System, $"The source gave no link to partition '{request.Partition}' of '{request.Stream}'.");
        return await dataPlane.OpenReaderAsync(link, cancellationToken);
    }

    private static void CastWhereTypesDiffer(StreamShape shape, IReadOnlyList<CatalogColumn> sent)
    {
        var wanted = shape.Settlement.Read;
        if (!sent.Select(c => c.Name).SequenceEqual(wanted.Select(c => c.Name)))
        {
            throw new ConnectorException(
                FailureClass.System,
                $"The source sends the columns {string.Join(", ", sent.Select(c => c.Name))} where {string.Join(", ", wanted.Select(c => c.Name))} were asked for.");
        }

        shape.Chain.CastFirst([.. Enumerable.Range(0, wanted.Count).Where(i => sent[i].Type != wanted[i].Type).Select(i => (i, wanted[i].Type))]);
    }
}

/// <summary>A source that has begun to send.</summary>
/// <param name="Readers">Its segments; several readers are read side by side, each with numbers of its own.</param>
/// <param name="RowEstimate">Roughly how many rows will come; <see langword="null"/> when unknown.</param>
internal sealed record OpenSource(IReadOnlyList<ISegmentReader> Readers, long? RowEstimate) : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var reader in Readers)
        {
            await reader.DisposeAsync();
        }
    }
}
