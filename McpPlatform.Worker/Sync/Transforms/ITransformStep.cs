namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>One step that every segment passes. It keeps nothing from one segment to the next.</summary>
internal interface ITransformStep
{
    /// <summary>Changes columns of the block, or lets rows leave it.</summary>
    /// <param name="block">The rows.</param>
    void Apply(RowBlock block);
}
