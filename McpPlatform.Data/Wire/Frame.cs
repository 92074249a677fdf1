using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Wire;

/// <summary>One frame of the data plane, decoded.</summary>
public abstract record Frame
{
    private Frame()
    {
    }

    /// <summary>First frame of the client.</summary>
    /// <param name="Version">Version it speaks.</param>
    /// <param name="Descriptor">Descriptor of the link.</param>
    /// <param name="Columns">Columns it will send; empty when it reads.</param>
    public sealed record Hello(ushort Version, string Descriptor, IReadOnlyList<ColumnSchema> Columns) : Frame;

    /// <summary>Answer of the server.</summary>
    /// <param name="Version">Version it speaks.</param>
    public sealed record Welcome(ushort Version) : Frame;

    /// <summary>One segment.</summary>
    /// <param name="Segment">The segment.</param>
    public sealed record Data(Segment Segment) : Frame;

    /// <summary>Segments up to a number are taken (reading) or committed (writing).</summary>
    /// <param name="Number">The number.</param>
    /// <param name="Staged">Counts staged by then; empty when reading.</param>
    public sealed record Ack(long Number, StageCounts Staged) : Frame;

    /// <summary>No more segments.</summary>
    /// <param name="Number">Number of the last one.</param>
    public sealed record End(long Number) : Frame;

    /// <summary>The sender failed.</summary>
    /// <param name="Failure">Who can do something about it.</param>
    /// <param name="Message">What is wrong.</param>
    public sealed record Error(FailureClass Failure, string Message) : Frame;
}
