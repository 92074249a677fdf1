using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning.Critique;

namespace McpPlatform.Worker.Planning.Drafting;

/// <summary>Where detectors look when they were asked for and no column was named: everywhere, but not into texts that tell rows apart or new rows from old.</summary>
internal sealed class DetectDraft(Wish wish, WantedStream wanted, IReadOnlyList<string> selected)
{
    /// <summary>The masks: one for all columns, or one for each where some have to arrive as they are.</summary>
    /// <param name="untouched">Columns that have to: keys and cursor.</param>
    /// <param name="field">The stream's place in the plan.</param>
    public IEnumerable<MaskTransform> Masks(IReadOnlyList<string> untouched, string field)
    {
        if (!wanted.LooksEverywhere)
        {
            return [];
        }

        var texts = wanted.Stream.Columns.Where(c => (selected.Count == 0 || selected.Contains(c.Name)) && !wanted.Masks.ContainsKey(c.Name) && TypeOf(c).HoldsText())
            .Select(c => c.Name).ToList();
        var kept = texts.Where(untouched.Contains).ToList();
        if (kept.Count == 0)
        {
            return [new MaskTransform(null, MaskMethod.Detect)];
        }

        wish.Because($"{field}.transforms", $"Personal data is looked for in every text but {string.Join(", ", kept.Select(c => $"'{c}'"))}, which tells rows apart and has to arrive as it is.");
        return texts.Except(kept).Select(c => new MaskTransform(c, MaskMethod.Detect));
    }

    private ColumnType TypeOf(CatalogColumn column) => wanted.Casts.GetValueOrDefault(column.Name, column.Type);
}
