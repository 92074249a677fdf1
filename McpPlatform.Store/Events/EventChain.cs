using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace McpPlatform.Store.Events;

/// <summary>
/// The hash chain of the log. An event's hash covers its place, tenant, type, subject, time, the digest of actor and data, and the hash
/// before it: to change, insert or remove an event, every later one would have to be written anew.
/// </summary>
public static class EventChain
{
    private const int HashBytes = 32;

    /// <summary>What the first event's <see cref="ChainedEvent.PrevHash"/> is.</summary>
    public static ReadOnlyMemory<byte> Origin { get; } = new byte[HashBytes];

    /// <summary>Checks that events follow each other without gap and that none was changed.</summary>
    /// <param name="events">Events of all tenants in the order of their places.</param>
    /// <param name="afterSeq">Place before the first; 0 for the beginning.</param>
    /// <param name="afterHash">Hash at that place; <see cref="Origin"/> for the beginning.</param>
    /// <returns>The first that does not fit; <see langword="null"/> when all do.</returns>
    public static ChainBreak? Verify(IEnumerable<ChainedEvent> events, long afterSeq, ReadOnlyMemory<byte> afterHash)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var e in events)
        {
            if (Flaw(e, afterSeq, afterHash.Span) is { } flaw)
            {
                return new ChainBreak(e.Seq, flaw);
            }

            (afterSeq, afterHash) = (e.Seq, e.Hash);
        }

        return null;
    }

    internal static byte[] Digest(string actor, string data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, actor);
        Append(hash, data);
        return hash.GetHashAndReset();
    }

    internal static byte[] Hash(
        long seq, string tenant, string type, string subject, DateTimeOffset occurredAt, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> prevHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(prevHash);
        Append(hash, seq);
        Append(hash, tenant);
        Append(hash, type);
        Append(hash, subject);
        Append(hash, occurredAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
        hash.AppendData(digest);
        return hash.GetHashAndReset();
    }

    private static string? Flaw(ChainedEvent e, long afterSeq, ReadOnlySpan<byte> afterHash) =>
        e.Seq != afterSeq + 1 ? $"Place {afterSeq + 1} is missing."
        : !e.PrevHash.AsSpan().SequenceEqual(afterHash) ? "It does not follow the event before it."
        : !e.Digest.AsSpan().SequenceEqual(Digest(e.Actor, e.Data)) ? "Its actor or data were changed."
        : !e.Hash.AsSpan().SequenceEqual(Hash(e.Seq, e.Tenant, e.Type, e.Subject, e.OccurredAt, e.Digest, e.PrevHash)) ? "It was changed."
        : null;

    private static void Append(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        hash.AppendData(bytes);
    }

    // The length before the text: "ab" + "c" must differ from "a" + "bc".
    private static void Append(IncrementalHash hash, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }
}

/// <summary>An event with its link in the chain.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Seq">Its place.</param>
/// <param name="Type">What happened.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Data">Details, as stored.</param>
/// <param name="Digest">SHA-256 of actor and data.</param>
/// <param name="PrevHash">Hash of the event before it.</param>
/// <param name="Hash">Its hash.</param>
public sealed record ChainedEvent(
    string Tenant, long Seq, string Type, string Subject, string Actor, DateTimeOffset OccurredAt, string Data, byte[] Digest, byte[] PrevHash,
    byte[] Hash);

/// <summary>Where a chain does not hold.</summary>
/// <param name="Seq">Place of the first event that does not fit.</param>
/// <param name="Flaw">What is wrong with it.</param>
public sealed record ChainBreak(long Seq, string Flaw);
