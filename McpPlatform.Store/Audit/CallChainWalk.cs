using McpPlatform.Contracts.Api;
using McpPlatform.Core.Audit;

namespace McpPlatform.Store.Audit;

/// <summary>One walk along one chain: record by record where they stand, over the digests of dropped days where they do not.</summary>
/// <param name="reading">Reads the chain.</param>
/// <param name="chain">The chain.</param>
/// <param name="end">The highest number anyone says it has come to.</param>
/// <param name="anchors">What the event log says of it, in order.</param>
internal sealed class CallChainWalk(CallChainReading reading, Guid chain, long end, IAsyncEnumerator<ChainHead> anchors)
{
    private ReadOnlyMemory<byte> hash = CallChain.Origin;
    private ChainHead? anchor;
    private long number;
    private long records;
    private long expired;

    public async Task<AuditChain> WalkAsync(CancellationToken cancellationToken)
    {
        await NextAnchorAsync();
        var flaw = await reading.IsAnythingBeforeFirstAsync(chain, cancellationToken)
            ? new AuditBreak(1, AuditFlaw.Changed, "A record stands before the first.") : null;
        while (flaw is null && number < end)
        {
            var part = await reading.ReadAsync(chain, number, cancellationToken);
            flaw = part.Count > 0 && part[0].Number == number + 1 ? await TakeAsync(part) : await PassGapAsync(cancellationToken);
        }

        return new AuditChain(chain, records, expired, number, Convert.ToHexStringLower(hash.Span), flaw);
    }

    // Up to the first gap; what is behind it is read anew, since a day may be dropped at any moment.
    private async Task<AuditBreak?> TakeAsync(List<ChainedCall> part)
    {
        foreach (var record in part)
        {
            if (record.Number > number + 1)
            {
                return null;
            }

            if (record.Number <= number)
            {
                return new AuditBreak(record.Number, AuditFlaw.Changed, $"The number {record.Number} stands twice.");
            }

            if (!CallChain.Hash(hash.Span, chain, record.Number, record.Call).AsSpan().SequenceEqual(record.Hash))
            {
                return new AuditBreak(record.Number, AuditFlaw.Changed, $"Record {record.Number}, or the hash before it, was changed.");
            }

            records++;
            if (await MoveToAsync(record.Number, record.Hash) is { } flaw)
            {
                return flaw;
            }
        }

        return null;
    }

    private async Task<AuditBreak?> PassGapAsync(CancellationToken cancellationToken)
    {
        if (await reading.FindDigestAsync(chain, number + 1, cancellationToken) is { } digest)
        {
            expired += digest.Number - number;
            return await MoveToAsync(digest.Number, digest.Hash);
        }

        var next = number + 1;
        return await reading.IsAnythingBehindAsync(chain, next, cancellationToken)
            ? new AuditBreak(next, AuditFlaw.Missing, $"Record {next} is missing.")
            : new AuditBreak(next, AuditFlaw.RemovedAtEnd, $"The chain had come to {end}; the records from {next} on are missing.");
    }

    // Anchors within a dropped day have nothing left to be compared with.
    private async Task<AuditBreak?> MoveToAsync(long to, ReadOnlyMemory<byte> hashThere)
    {
        (number, hash) = (to, hashThere);
        for (; anchor is { } said && said.Number <= to; await NextAnchorAsync())
        {
            if (said.Number == to && !said.Hash.Span.SequenceEqual(hashThere.Span))
            {
                return new AuditBreak(to, AuditFlaw.Changed, $"The event log has another hash for record {to}: this record or one before it was written anew.");
            }
        }

        return null;
    }

    private async Task NextAnchorAsync() => anchor = await anchors.MoveNextAsync() ? anchors.Current : null;
}
