using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync;

/// <summary>Holds a stream's counts to the law: read = loaded + merged + rejected + discarded. Anything else is a defect, and said.</summary>
internal static class Reconciliation
{
    /// <summary>Counts of a published stream, taken from the destination's record.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="result">What the destination answered to publishing.</param>
    /// <exception cref="ConnectorException">The counts contradict each other, or the destination did not publish this run.</exception>
    public static RunStream Of(Guid runId, StreamPlan stream, WriteResult result)
    {
        if (result.Commit is not { Published: true } commit || commit.RunId != runId || (result.Counts ?? commit.Counts) is not { } published)
        {
            throw new ConnectorException(FailureClass.System, $"The destination answered that it published '{stream.Target}', but its record does not say so.");
        }

        var staged = commit.Staged;
        if (staged.Read != staged.Rows + staged.Rejected + staged.Discarded || staged.Rows != published.Loaded + published.Merged)
        {
            throw new ConnectorException(
                FailureClass.System,
                $"The counts of '{stream.Target}' do not add up: {staged.Read} read, {staged.Rows} staged, {staged.Rejected} rejected, {staged.Discarded} discarded, {published.Loaded} loaded, {published.Merged} merged.");
        }

        return new RunStream(
            stream.Name, stream.Target, staged.Read, published.Loaded, published.Merged, staged.Rejected, staged.Discarded, staged.Bytes);
    }

    /// <summary>Compares what was sent with what the destination has staged.</summary>
    /// <param name="target">The target.</param>
    /// <param name="sent">What was sent, with what had been staged before.</param>
    /// <param name="staged">What the destination says.</param>
    /// <exception cref="ConnectorException">Rows are missing or too many.</exception>
    public static void CheckStaged(string target, StageCounts sent, StageCounts staged)
    {
        if (sent.Read != staged.Read)
        {
            throw new ConnectorException(
                FailureClass.System, $"The source of '{target}' read {sent.Read} rows, and the destination accounts for {staged.Read}.");
        }
    }
}
