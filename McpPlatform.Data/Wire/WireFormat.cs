namespace McpPlatform.Data.Wire;

/// <summary>The numbers of the data plane's wire protocol, specified in <c>docs/record-batches.md</c>.</summary>
public static class WireFormat
{
    /// <summary>Version spoken here. A peer of another version is refused in the handshake.</summary>
    public const ushort Version = 1;

    /// <summary>Most segments under way without acknowledgement.</summary>
    public const int Window = 8;

    /// <summary>Most bytes of one frame's payload: a full segment and one record of the greatest size.</summary>
    public const int MaxFrameBytes = 160 * 1024 * 1024;

    /// <summary>Most bytes of a handshake, which comes before anything is trusted.</summary>
    public const int MaxHelloBytes = 4 * 1024 * 1024;

    /// <summary>Most columns of a segment.</summary>
    public const int MaxColumns = 10_000;

    /// <summary>First bytes of a hello: "MCPD".</summary>
    internal const uint Magic = 0x4450434D;
}

/// <summary>What a frame carries.</summary>
public enum FrameType : byte
{
    /// <summary>First frame of the client: version, descriptor, and the columns it will send.</summary>
    Hello = 1,

    /// <summary>Answer of the server: version.</summary>
    Welcome = 2,

    /// <summary>One segment.</summary>
    Segment = 3,

    /// <summary>Segments up to a number are taken (reading) or committed (writing).</summary>
    Ack = 4,

    /// <summary>No more segments; from the server of a write, all are committed.</summary>
    End = 5,

    /// <summary>The sender failed; nothing follows.</summary>
    Error = 6,
}
