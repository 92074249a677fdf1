namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Discards rows that have a value in a column the pipeline does not know, and takes those columns away.</summary>
/// <param name="indexes">Places of the unknown columns, growing.</param>
internal sealed class UnknownColumnStep(IReadOnlyList<int> indexes) : ITransformStep
{
    /// <inheritdoc/>
    public void Apply(RowBlock block)
    {
        foreach (var index in indexes)
        {
            var column = block.Columns[index];
            for (var row = 0; row < block.RowCount; row++)
            {
                if (!column.IsNull(row) && block.Has(row))
                {
                    block.Discard(row);
                }
            }
        }

        for (var i = indexes.Count - 1; i >= 0; i--)
        {
            block.Columns.RemoveAt(indexes[i]);
        }
    }
}
