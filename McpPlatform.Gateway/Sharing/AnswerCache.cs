using System.Collections.Concurrent;
using McpPlatform.Gateway.Calls;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Sharing;

/// <summary>An answer that was kept.</summary>
/// <param name="Result">The raw result, as the server gave it.</param>
/// <param name="Age">How old it is.</param>
internal readonly record struct KeptAnswer(ReadOnlyMemory<byte> Result, TimeSpan Age);

/// <summary>
/// Answers kept in the memory of this gateway, and nowhere else: they stand here as servers gave them, before anything is hidden in them. Each tenant
/// has room of its own, in which what was used longest ago makes way. Gateways do not share them: what is gained is a call each, what would be lost is that
/// no raw answer lies anywhere.
/// </summary>
internal sealed class AnswerCache(IOptions<GatewayOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TenantAnswers> tenants = new(StringComparer.Ordinal);

    /// <summary>Finds an answer for all callers, or for this one.</summary>
    /// <param name="key">What the calls have in common.</param>
    /// <param name="owner">Who calls.</param>
    public KeptAnswer? Find(AnswerKey key, string owner) =>
        tenants.TryGetValue(key.Tenant, out var answers) ? answers.Find(key.Digest, owner: null) ?? answers.Find(key.Digest, owner) : null;

    /// <summary>Keeps an answer.</summary>
    /// <param name="key">What the calls have in common.</param>
    /// <param name="owner">Whose it is; <see langword="null"/> for all callers.</param>
    /// <param name="result">The raw result.</param>
    /// <param name="lifetime">For how long.</param>
    public void Keep(AnswerKey key, string? owner, ReadOnlyMemory<byte> result, TimeSpan lifetime) => tenants
        .GetOrAdd(key.Tenant, _ => new TenantAnswers(options.Value.CachedBytesPerTenant, options.Value.CachedAnswersPerTenant, time))
        .Keep(key.Digest, owner, result, lifetime);
}

/// <summary>The answers of one tenant.</summary>
/// <param name="mostBytes">Most bytes of them.</param>
/// <param name="mostAnswers">Most of them.</param>
/// <param name="time">The clock.</param>
internal sealed class TenantAnswers(int mostBytes, int mostAnswers, TimeProvider time)
{
    // About what stands around a result: key, nodes, table.
    private const int BytesAround = 512;
    private readonly Lock gate = new();
    private readonly Dictionary<(string Digest, string? Owner), LinkedListNode<Entry>> entries = [];
    private readonly LinkedList<Entry> byUse = new();
    private long bytes;

    public KeptAnswer? Find(string digest, string? owner)
    {
        lock (gate)
        {
            if (!entries.TryGetValue((digest, owner), out var node))
            {
                return null;
            }

            var age = time.GetElapsedTime(node.Value.Since);
            if (age >= node.Value.Lifetime)
            {
                Remove(node);
                return null;
            }

            byUse.Remove(node);
            byUse.AddLast(node);
            return new KeptAnswer(node.Value.Result, age);
        }
    }

    public void Keep(string digest, string? owner, ReadOnlyMemory<byte> result, TimeSpan lifetime)
    {
        if (result.Length + BytesAround > mostBytes)
        {
            return;
        }

        // A copy: the result is a part of the message it came in.
        var entry = new Entry((digest, owner), result.ToArray(), time.GetTimestamp(), lifetime);
        lock (gate)
        {
            if (entries.TryGetValue(entry.Key, out var former))
            {
                Remove(former);
            }

            entries[entry.Key] = byUse.AddLast(entry);
            bytes += entry.Bytes;
            while (bytes > mostBytes || entries.Count > mostAnswers)
            {
                Remove(byUse.First!);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        byUse.Remove(node);
        entries.Remove(node.Value.Key);
        bytes -= node.Value.Bytes;
    }

    // No record: what those say of themselves would be the answer.
    private sealed class Entry((string Digest, string? Owner) key, byte[] result, long since, TimeSpan lifetime)
    {
        public (string Digest, string? Owner) Key => key;

        public byte[] Result => result;

        public long Since => since;

        public TimeSpan Lifetime => lifetime;

        public int Bytes => result.Length + BytesAround;
    }
}
