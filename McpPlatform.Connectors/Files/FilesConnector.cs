using System.Text.Json;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Connectors.Files.Writing;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files;

/// <summary>Files below a folder as source and destination: CSV, TSV, JSON, JSON Lines, and gzip of each.</summary>
/// <param name="time">The clock.</param>
public sealed class FilesConnector(TimeProvider time) : IConnector
{
    /// <summary>Name of the connector.</summary>
    public const string ConnectorName = "files";

    private readonly FileExamination examination = new();
    private readonly FileDestination destination = new(time);

    /// <inheritdoc/>
    public ConnectorSpec Spec { get; } = new()
    {
        Name = ConnectorName,
        Title = "Files",
        Version = "1.0.0",
        CanRead = true,
        WriteModes = [SyncMode.FullRefreshOverwrite, SyncMode.FullRefreshAppend, SyncMode.IncrementalAppend],
        Delivery = DeliveryGuarantee.ExactlyOnce,
        Options =
        [
            new ConnectorOption("root", "Folder", OptionKind.Text, Required: true, null, "Absolute path of the folder; nothing outside it can be read or written."),
            new ConnectorOption("readOnly", "Read only", OptionKind.Flag, Required: false, "false", "Whether writing is refused."),
        ],
    };

    /// <inheritdoc/>
    public Task<CheckResult> CheckAsync(CheckRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var root = FileRoot.Of(request.Connection);
            var any = Directory.EnumerateFileSystemEntries(root.Path).Any();
            return Task.FromResult(new CheckResult(true, any ? "The folder can be read." : "The folder can be read; it is empty."));
        }
        catch (ConnectorException exception)
        {
            return Task.FromResult(new CheckResult(false, exception.Message, exception.Failure));
        }
        catch (UnauthorizedAccessException)
        {
            return Task.FromResult(new CheckResult(false, "The folder cannot be read: permission is denied.", FailureClass.Configuration));
        }
    }

    /// <inheritdoc/>
    public Task<Catalog> DiscoverAsync(DiscoverRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.Run(() => new FileCatalog(examination, request).Discover(), ct);
    }

    /// <inheritdoc/>
    public Task<ReadResult> DescribeReadAsync(ReadRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Limit is { } limit ? Preview.ReadAsync(examination, request, limit, ct) : Task.Run(() => Describe(request), ct);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Segment> ReadAsync(ReadRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new FileReading(examination, request).SegmentsAsync(ct);
    }

    /// <inheritdoc/>
    public Task<WriteResult> WriteAsync(WriteRequest request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.Run(() => destination.Write(request), ct);
    }

    /// <inheritdoc/>
    public Task<ISegmentSink> OpenSinkAsync(WriteRequest request, IReadOnlyList<ColumnSchema> columns, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Task.Run(() => FileDestination.OpenSink(request, columns), ct);
    }

    private ReadResult Describe(ReadRequest request)
    {
        var shape = StreamShape.Of(examination, FileRoot.Of(request.Connection), request.Stream.Name, FormatOptions.Of(request.Connection));
        return new ReadResult { Columns = request.Columns.Count > 0 ? request.Columns : shape.Columns, RowEstimate = shape.Rows };
    }
}
