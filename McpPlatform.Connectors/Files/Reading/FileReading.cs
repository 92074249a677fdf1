using System.Runtime.CompilerServices;
using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Formats;
using McpPlatform.Connectors.Files.Json;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>One read of a stream: its files one after the other, each record once, as segments.</summary>
internal sealed class FileReading
{
    private readonly FileExamination examination;
    private readonly FileRoot root;
    private readonly ReadRequest request;
    private readonly FormatOptions options;
    private readonly IReadOnlyList<CatalogColumn> columns;
    private readonly FileCursor cursor;
    private readonly FileEntry[] files;
    private readonly bool namesFiles;
    private readonly FileWindow? window;

    public FileReading(FileExamination examination, ReadRequest request)
    {
        (this.examination, this.request) = (examination, request);
        root = FileRoot.Of(request.Connection);
        options = FormatOptions.Of(request.Connection);
        columns = request.Columns.Count > 0 ? request.Columns : StreamShape.Of(examination, root, request.Stream.Name, options).Columns;
        var all = FileSet.Resolve(root, request.Stream.Name);
        namesFiles = all.Count > 1;
        cursor = Begin(FileCursor.Parse(request.Cursor), all);
        window = request.CursorField is null ? null : new FileWindow(CursorColumnOf(columns, request.CursorField), cursor);
        files = [.. Pinned(all).Where(f => window?.Needs(f) ?? true)];
    }

    /// <summary>Columns of the rows.</summary>
    public IReadOnlyList<CatalogColumn> Columns => columns;

    /// <summary>The segments behind <see cref="ReadRequest.AfterSegment"/>.</summary>
    public async IAsyncEnumerable<Segment> SegmentsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // The caller gets its first chance to do something else before the reading, which is synchronous, begins.
        await Task.Yield();
        var number = 0L;
        foreach (var file in files)
        {
            foreach (var segment in SegmentsOf(file, number, ct))
            {
                number = Math.Abs(segment.Number);
                if (segment.Number > 0)
                {
                    KillPoints.Reached("read.segment");
                    yield return segment;
                }
            }
        }
    }

    /// <summary>A run that is resumed reads the same files as before; another run begins where the last published one ended.</summary>
    private FileCursor Begin(FileCursor? last, IReadOnlyList<FileEntry> all)
    {
        if (last is not null && last.Run == request.Run.RunId && request.AfterSegment > 0)
        {
            return last;
        }

        var before = new Dictionary<string, string>(last?.Before ?? []);
        foreach (var (name, fingerprint) in last?.Files ?? [])
        {
            before[name] = fingerprint;
        }

        return new FileCursor
        {
            Run = request.Run.RunId,
            Files = all.ToDictionary(f => f.Name, f => f.Fingerprint),
            Before = request.CursorField is null ? [] : before,
            ValueBefore = last?.Value,
            Value = last?.Value,
            Field = request.CursorField,
            TailsBefore = request.CursorField is null ? [] : last?.Tails ?? [],
        };
    }

    /// <summary>The files of this run as they stood when it began: what was appended since is left for the next.</summary>
    private IEnumerable<FileEntry> Pinned(IReadOnlyList<FileEntry> all)
    {
        foreach (var (name, fingerprint) in cursor.Files.OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var file = all.FirstOrDefault(f => f.Name == name);
            var length = long.Parse(fingerprint.AsSpan(0, fingerprint.IndexOf(':', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);
            if (file is null || file.Length < length || (file.Length == length && file.Fingerprint != fingerprint))
            {
                throw new ConnectorException(FailureClass.Configuration,
                    $"'{name}' was changed or removed while this run was reading it, so the run cannot go on where it stood. Start a new run.");
            }

            yield return file.Fingerprint == fingerprint ? file : file with { Length = length, Changed = long.Parse(
                fingerprint.AsSpan(fingerprint.IndexOf(':', StringComparison.Ordinal) + 1), System.Globalization.CultureInfo.InvariantCulture) };
        }
    }

    /// <summary>Segments of one file; those committed already come empty, with a negative number.</summary>
    private IEnumerable<Segment> SegmentsOf(FileEntry file, long number, CancellationToken ct)
    {
        using var open = OpenFile(file);
        var collector = new SegmentCollector(open.Cells);
        var more = true;
        while (more)
        {
            ct.ThrowIfCancellationRequested();
            var send = number >= request.AfterSegment;
            more = Fill(open, collector, send, file);
            if (collector.IsEmpty)
            {
                yield break;
            }

            number++;
            var state = window?.Behind(file, open.Cursor!) ?? cursor;
            if (send)
            {
                yield return collector.Build(number, state.Write());
            }
            else
            {
                collector.Skip();
                yield return new Segment(-number, new RecordBatch([], 0), 0, 0, [], null);
            }
        }
    }

    private bool Fill(OpenRecords open, SegmentCollector collector, bool send, FileEntry file)
    {
        try
        {
            while (!collector.IsFull)
            {
                var before = open.Records.Consumed;
                if (!open.Records.Read())
                {
                    return false;
                }

                var size = open.Records.Consumed - before;
                var included = open.Cursor?.Includes(open.Records) ?? true;
                if (send && included)
                {
                    collector.Take(open.Records, size, namesFiles ? file.Name : null, open.ExpectedFields);
                }
                else
                {
                    collector.Pass(size, counts: included);
                }
            }

            return true;
        }
        catch (Exception exception) when (FileFaults.Explain(file, exception) is { } explained)
        {
            throw explained;
        }
    }

    private OpenRecords OpenFile(FileEntry file)
    {
        var format = examination.FormatOf(root, file, options);
        var names = new JsonNames(columns.Select(c => c.Name));
        var records = RecordFile.Open(root, file, format, names, out var header);
        var places = header?.Names ?? names.All;
        var cells = columns.Select(c => new CellWriter(c, PlaceOf(c.Name, places, file, header is not null))).ToArray();
        return new OpenRecords(records, cells, window?.Open(file, PlaceOf(request.CursorField!, places, file, required: false)), header?.Names.Count);
    }

    private static int PlaceOf(string column, IReadOnlyList<string> places, FileEntry file, bool required)
    {
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i] == column)
            {
                return i;
            }
        }

        return !required ? -1 : throw new ConnectorException(FailureClass.Configuration,
            $"'{file.Name}' has no column '{column}' any more. Discover the connection again and correct the plan.");
    }

    private static CatalogColumn CursorColumnOf(IReadOnlyList<CatalogColumn> columns, string field) => columns.FirstOrDefault(c => c.Name == field)
        ?? throw new ConnectorException(FailureClass.Configuration, $"The cursor '{field}' is not among the columns that are read.");

    private sealed record OpenRecords(RecordReader Records, IReadOnlyList<CellWriter> Cells, CursorColumn? Cursor, int? ExpectedFields) : IDisposable
    {
        public void Dispose() => Records.Dispose();
    }
}
