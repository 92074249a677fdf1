namespace McpPlatform.Guard.Schemas.Evaluating;

/// <summary>
/// Members of an object or items of an array, by their position, that keywords have evaluated: the annotations that <c>unevaluatedProperties</c>
/// and <c>unevaluatedItems</c> look at (JSON Schema Core, 11).
/// </summary>
internal sealed class Evaluated
{
    private readonly HashSet<int> marked = [];
    private int first;

    public bool Has(int index) => index < first || marked.Contains(index);

    public void Mark(int index) => marked.Add(index);

    /// <summary>Marks all up to a count.</summary>
    public void MarkFirst(int count) => first = Math.Max(first, count);

    public void Take(Evaluated other)
    {
        MarkFirst(other.first);
        marked.UnionWith(other.marked);
    }
}
