using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Worker.Sync.Transforms;

namespace McpPlatform.Worker.Sync.Schema;

/// <summary>How a stream's rows look on both sides, settled for one run.</summary>
/// <param name="Settlement">What is read.</param>
/// <param name="Chain">What happens on the way.</param>
/// <param name="PrimaryKey">Key columns by target name.</param>
/// <param name="CursorField">Cursor column by target name; <see langword="null"/> when it is not written.</param>
/// <param name="RowEstimate">Roughly how many rows; <see langword="null"/> when unknown.</param>
internal sealed record StreamShape(
    SchemaSettlement Settlement, TransformChain Chain, IReadOnlyList<string> PrimaryKey, string? CursorField, long? RowEstimate)
{
    /// <summary>Columns as they are written.</summary>
    public IReadOnlyList<CatalogColumn> Target => Chain.Columns;

    /// <summary>Puts settlement and chain together.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="settlement">What is read.</param>
    /// <param name="chain">What happens on the way.</param>
    /// <param name="rowEstimate">Roughly how many rows.</param>
    public static StreamShape Of(StreamPlan stream, SchemaSettlement settlement, TransformChain chain, long? rowEstimate) => new(
        settlement, chain, [.. stream.PrimaryKey.Select(k => TargetName(chain, k) ?? k)],
        stream.CursorField is null ? null : TargetName(chain, stream.CursorField), rowEstimate);

    /// <summary>The name under which a source column arrives; <see langword="null"/> when it does not.</summary>
    private static string? TargetName(TransformChain chain, string sourceColumn)
    {
        var index = chain.Origins.FindIndex(o => o.Source == sourceColumn);
        return index < 0 ? null : chain.Columns[index].Name;
    }
}
