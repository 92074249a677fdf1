using McpPlatform.Data;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>The segments one COPY command has taken. They are kept until it has ended, since a row the server refuses takes all of them with it.</summary>
internal sealed class CopyChunk
{
    // Large enough that starting a command for each does not show, small enough to keep.
    private const long FullAt = 16 << 20;

    private readonly List<(Segment Segment, Screened Screened, long FirstRow)> segments = [];
    private long bytes;

    public IReadOnlyList<(Segment Segment, Screened Screened, long FirstRow)> Segments => segments;

    public bool Full => bytes >= FullAt;

    public void Add(Segment segment, Screened screened, long firstRow)
    {
        segments.Add((segment, screened, firstRow));
        bytes += segment.Batch.ByteCount;
    }

    public void Clear()
    {
        segments.Clear();
        bytes = 0;
    }
}
