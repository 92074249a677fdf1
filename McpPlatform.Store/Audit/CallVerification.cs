using McpPlatform.Contracts.Api;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Audit;

/// <summary>Verifies the whole audit: every chain of which rows stand or anchors speak, what is kept beside the chains, and the event log that holds the anchors.</summary>
internal sealed class CallVerification(CallChainReading reading, CallAnchors anchors, CallAttributes attributes, EventAudit events)
{
    public async Task<AuditVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var flaw = await events.VerifyAsync(cancellationToken) is { } broken ? $"Event {broken.Seq}: {broken.Flaw}" : null;
        var anchored = await anchors.ListAsync(cancellationToken);
        var standing = (await reading.ListAsync(cancellationToken)).ToDictionary(c => c.Chain);
        var chains = new List<AuditChain>();
        foreach (var chain in standing.Keys.Union(anchored.Keys).Order())
        {
            var known = standing.GetValueOrDefault(chain);
            chains.Add(await WalkAsync(chain, known, Math.Max(known?.Number ?? 0, anchored.GetValueOrDefault(chain)), cancellationToken));
        }

        var changed = await attributes.FindFlawAsync(cancellationToken);
        var whole = flaw is null && changed is null && chains.TrueForAll(c => c.Break is null);
        return new AuditVerification(whole, chains.Sum(c => c.Records), chains, flaw) { AttributesFlaw = changed };
    }

    private async Task<AuditChain> WalkAsync(Guid chain, KnownChain? known, long end, CancellationToken cancellationToken)
    {
        await using var marks = anchors.ReadAsync(chain, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var walked = await new CallChainWalk(reading, chain, end, marks).WalkAsync(cancellationToken);
        return walked.Break is null && known is not { Begun: true }
            ? walked with { Break = new AuditBreak(1, AuditFlaw.Changed, "No gateway entered this chain as its own.") }
            : walked;
    }
}
