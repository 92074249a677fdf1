using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace McpPlatform.Core.Audit;

/// <summary>
/// The hash chain of one gateway's records: <c>hash = SHA-256(hash before ‖ canonical bytes)</c>. The bytes cover the chain, the number and every
/// field of the record; to change, insert or remove one, every later one would have to be written anew.
/// </summary>
public static class CallChain
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    /// <summary>The hash before the first record.</summary>
    public static ReadOnlyMemory<byte> Origin { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>A chain that begins.</summary>
    /// <param name="chain">Its id.</param>
    public static ChainHead Begin(Guid chain) => new(chain, 0, Origin);

    /// <summary>Gives a record its place behind the head of a chain.</summary>
    /// <param name="head">The head.</param>
    /// <param name="call">The record, as it will be stored.</param>
    public static ChainedCall Append(ChainHead head, in CallRecord call) =>
        new(head.Chain, head.Number + 1, call, Hash(head.Hash.Span, head.Chain, head.Number + 1, call));

    /// <summary>The hash of a record.</summary>
    /// <param name="before">Hash of the one before it; <see cref="Origin"/> for the first.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="number">Its number.</param>
    /// <param name="call">The record.</param>
    public static byte[] Hash(ReadOnlySpan<byte> before, Guid chain, long number, in CallRecord call)
    {
        var bytes = buffer ??= new ArrayBufferWriter<byte>(512);
        bytes.ResetWrittenCount();
        bytes.Write(before);
        chain.TryWriteBytes(bytes.GetSpan(16), bigEndian: true, out var written);
        bytes.Advance(written);
        Append(bytes, number);
        AppendCaller(bytes, call);
        AppendCall(bytes, call);
        return SHA256.HashData(bytes.WrittenSpan);
    }

    private static void AppendCaller(ArrayBufferWriter<byte> bytes, in CallRecord call)
    {
        Append(bytes, call.TenantId);
        Append(bytes, call.At.UtcTicks / TimeSpan.TicksPerMicrosecond);
        Append(bytes, call.PrincipalId);
        Append(bytes, call.OnBehalfOf);
        Append(bytes, call.Protocol);
        Append(bytes, call.Transport);
        Append(bytes, call.TraceId);
        Append(bytes, call.Allowed ? 1 : 0);
        Append(bytes, call.Rule);
    }

    private static void AppendCall(ArrayBufferWriter<byte> bytes, in CallRecord call)
    {
        Append(bytes, call.Method);
        Append(bytes, call.Name);
        Append(bytes, call.Upstream);
        Append(bytes, call.ArgumentsDigest.Length);
        bytes.Write(call.ArgumentsDigest.Span);
        Append(bytes, call.ArgumentBytes);
        Append(bytes, Enum.GetName(call.Outcome));
        Append(bytes, call.ErrorCode is null ? 0 : 1);
        Append(bytes, call.ErrorCode ?? 0);
        Append(bytes, call.Duration.Ticks / TimeSpan.TicksPerMicrosecond);
        Append(bytes, call.ResultBytes);

        // Records of before these were kept have none, and their hashes stay what they were.
        var hasPolicy = call.Tried is not null || !call.AttributesDigest.IsEmpty;
        if (hasPolicy || call.Redactions != 0 || call.Threats != 0)
        {
            Append(bytes, call.Redactions);
            Append(bytes, call.Threats);
        }

        if (hasPolicy)
        {
            AppendPolicy(bytes, call);
        }
    }

    private static void AppendPolicy(ArrayBufferWriter<byte> bytes, in CallRecord call)
    {
        Append(bytes, call.AttributesDigest.Length);
        bytes.Write(call.AttributesDigest.Span);
        Append(bytes, call.Tried switch { null => -1, { Allowed: true } => 1, _ => 0 });
        foreach (var policy in call.Tried?.By ?? [])
        {
            Append(bytes, policy);
        }
    }

    private static void Append(ArrayBufferWriter<byte> bytes, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), value);
        bytes.Advance(sizeof(long));
    }

    // The length before the text: "ab" + "c" must differ from "a" + "bc", and nothing from the empty text.
    private static void Append(ArrayBufferWriter<byte> bytes, string? value)
    {
        if (value is null)
        {
            Append(bytes, -1);
            return;
        }

        Append(bytes, Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, bytes);
    }
}
