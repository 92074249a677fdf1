using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>Whose state it is that an agent carries from one round to the next; one of a kind is none of another.</summary>
internal enum StateKind : byte
{
    /// <summary>That of a modern upstream.</summary>
    Upstream = 1,

    /// <summary>The gateway's own, which waits for its agent's person to approve a call.</summary>
    Approval = 2,
}

/// <summary>
/// States on their way through modern agents (2026-07-28, Multi Round-Trip Requests): kept byte for byte, bound to tenant, principal, method
/// and name, and good for a day at any replica: <c>kind (1) | expires, seconds since 1970 (8) | HMAC-SHA256 (32) | state</c> in base64url.
/// </summary>
internal sealed class RoundStates(IDerivedKeys keys, TimeProvider time)
{
    private const int HeadBytes = 1 + sizeof(long);
    private const int StateAt = HeadBytes + HMACSHA256.HashSizeInBytes;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private readonly Lazy<byte[]> key = new(() => keys.For("states of upstreams"));

    /// <summary>A result that asks, with its state wrapped; as it stands where it has none.</summary>
    public ReadOnlyMemory<byte> Wrap(Call call, ReadOnlyMemory<byte> result)
    {
        var state = JsonMembers.Find(result, "requestState"u8);
        return state.IsEmpty ? result : MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            writer.CopyMembers(result, static members => members.Is("requestState"u8));
            writer.WriteString("requestState"u8, Wrapped(call, StateKind.Upstream, state.Span));
            writer.WriteEndObject();
        });
    }

    /// <summary>The state in what an agent brings back, raw; empty where none of the kind was wrapped for such a call, or it was altered, or is over.</summary>
    public ReadOnlyMemory<byte> Unwrap(Call call, string text, StateKind kind = StateKind.Upstream)
    {
        if (!Base64Url.IsValid(text, out var length) || length <= StateAt)
        {
            return default;
        }

        var wrapped = Base64Url.DecodeFromChars(text);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(call, wrapped.AsSpan(0, HeadBytes), wrapped.AsSpan(StateAt), expected);
        return wrapped[0] == (byte)kind && CryptographicOperations.FixedTimeEquals(expected, wrapped.AsSpan(HeadBytes, HMACSHA256.HashSizeInBytes))
            && BinaryPrimitives.ReadInt64BigEndian(wrapped.AsSpan(1)) > time.GetUtcNow().ToUnixTimeSeconds()
                ? wrapped.AsMemory(StateAt)
                : default;
    }

    /// <summary>A state as an agent is given it.</summary>
    public string Wrapped(Call call, StateKind kind, ReadOnlySpan<byte> state)
    {
        var wrapped = new byte[StateAt + state.Length];
        wrapped[0] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(wrapped.AsSpan(1), (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        state.CopyTo(wrapped.AsSpan(StateAt));
        Sign(call, wrapped.AsSpan(0, HeadBytes), state, wrapped.AsSpan(HeadBytes, HMACSHA256.HashSizeInBytes));
        return Base64Url.EncodeToString(wrapped);
    }

    private void Sign(Call call, ReadOnlySpan<byte> head, ReadOnlySpan<byte> state, Span<byte> signature)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Value);
        hash.AppendData(head);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var bound in (ReadOnlySpan<string>)[call.By.Tenant, call.By.Id, call.Method, call.Name ?? ""])
        {
            // The length in front keeps ("ab", "c") and ("a", "bc") apart.
            var text = Encoding.UTF8.GetBytes(bound);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            hash.AppendData(length);
            hash.AppendData(text);
        }

        hash.AppendData(state);
        hash.GetHashAndReset(signature);
    }
}
