using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Gives a column another name; its bytes stay where they are.</summary>
/// <param name="index">Place of the column.</param>
/// <param name="to">Its new name.</param>
internal sealed class RenameStep(int index, string to) : ITransformStep
{
    /// <inheritdoc/>
    public void Apply(RowBlock block)
    {
        var column = block.Columns[index];
        block.Columns[index] = new Column(column.Schema with { Name = to }, column.Bytes, column.Ends);
    }
}
