using System.Buffers.Binary;

namespace McpPlatform.Store.Workers;

/// <summary>The key of the session lock that says a Worker lives.</summary>
internal static class WorkerLock
{
    /// <summary>The random half of the id: ids of Workers that start together share the other half.</summary>
    public static long KeyOf(Guid worker)
    {
        Span<byte> bytes = stackalloc byte[16];
        worker.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}
