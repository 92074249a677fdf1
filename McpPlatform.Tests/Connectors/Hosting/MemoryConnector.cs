using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;

namespace McpPlatform.Tests.Connectors.Hosting;

/// <summary>A connector of numbers in memory: stream "10" has the rows 1 to 10; what is written is kept.</summary>
public sealed class MemoryConnector : IConnector
{
    public const string ConnectorName = "memory";
    public const int SegmentRows = 10;

    public static CatalogColumn Column { get; } = new("n", new ColumnType(TypeKind.Int64), false);

    public ConcurrentDictionary<string, Target> Targets { get; } = new();

    public ConnectorSpec Spec { get; } = new()
    {
        Name = ConnectorName, Title = "Memory", Version = "1.0.0", Options = [], CanRead = true,
        WriteModes = [SyncMode.FullRefreshOverwrite], Delivery = DeliveryGuarantee.ExactlyOnce,
    };

    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken ct) => Task.FromResult(new CheckResult(true, "Fine."));

    public Task<Catalog> DiscoverAsync(DiscoverRequest request, CancellationToken ct) =>
        Task.FromResult(new Catalog { Streams = [new CatalogStream { Name = "10", Columns = [Column] }] });

    public Task<ReadResult> DescribeReadAsync(ReadRequest request, CancellationToken ct) => Task.FromResult(new ReadResult { Columns = [Column] });

    public async IAsyncEnumerable<Segment> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.Yield();
        if (request.Stream.Name == "broken")
        {
            yield return SegmentOf(1, 1);
            throw new ConnectorException(FailureClass.Configuration, "The stream is broken behind row 10.");
        }

        var rows = long.Parse(request.Stream.Name, System.Globalization.CultureInfo.InvariantCulture);
        for (var number = request.AfterSegment + 1; (number - 1) * SegmentRows < rows; number++)
        {
            ct.ThrowIfCancellationRequested();
            yield return SegmentOf(number, ((number - 1) * SegmentRows) + 1);
        }
    }

    public Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken ct) => Task.FromResult(new WriteResult());

    public Task<ISegmentSink> OpenSinkAsync(WriteRequest request, IReadOnlyList<ColumnSchema> columns, CancellationToken ct) =>
        Task.FromResult<ISegmentSink>(Targets[request.Target] = new Target(request.Target == "full"));

    public static Segment SegmentOf(long number, long first)
    {
        var column = new ColumnBuilder(new ColumnSchema(Column.Name, Column.Type, false));
        Span<byte> value = stackalloc byte[8];
        for (var i = 0; i < SegmentRows; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(value, first + i);
            column.Add(value);
        }

        return new Segment(number, new RecordBatch([column.Build()], SegmentRows), SegmentRows, 0, [], $"at {number}");
    }

    public sealed class Target(bool fails) : ISegmentSink
    {
        private StageCounts pending;

        public ConcurrentQueue<Segment> Segments { get; } = new();

        public List<long> Commits { get; } = [];

        public ValueTask WriteAsync(Segment segment, CancellationToken ct)
        {
            if (fails && segment.Number == 3)
            {
                throw new ConnectorException(FailureClass.Transient, "The disk is full.");
            }

            Segments.Enqueue(segment);
            pending += new StageCounts(segment.RowsRead, segment.Batch.RowCount, 0, 0, segment.Batch.ByteCount);
            return ValueTask.CompletedTask;
        }

        public ValueTask<(long Segment, StageCounts Staged)> CommitAsync(CancellationToken ct)
        {
            Commits.Add(Segments.Count);
            return ValueTask.FromResult(((long)Segments.Count, pending));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
