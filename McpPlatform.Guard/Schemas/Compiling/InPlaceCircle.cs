using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>
/// Subschemas that come back to themselves without going deeper into the value, such as two that refer to each other, would never end
/// (Core, 9.4.1).
/// </summary>
internal static class InPlaceCircle
{
    /// <exception cref="JsonSchemaException">There is such a circle.</exception>
    public static void Refuse(IEnumerable<Node> nodes)
    {
        var finished = new HashSet<Node>();
        foreach (var node in nodes)
        {
            Walk(node, finished);
        }
    }

    // Chains of references may be longer than the stack is deep.
    private static void Walk(Node start, HashSet<Node> finished)
    {
        var way = new Stack<(Node Node, IEnumerator<Node> Next)>();
        var onWay = new HashSet<Node>();
        Enter(start);
        while (way.TryPeek(out var top))
        {
            if (top.Next.MoveNext())
            {
                Enter(top.Next.Current);
            }
            else
            {
                way.Pop().Next.Dispose();
                onWay.Remove(top.Node);
                finished.Add(top.Node);
            }
        }

        void Enter(Node node)
        {
            if (!finished.Contains(node))
            {
                _ = onWay.Add(node) ? true : throw node.Place.Fault("it leads back to itself without going deeper into the value, and would never end");
                way.Push((node, node.Keywords.SelectMany(k => k.InPlace).GetEnumerator()));
            }
        }
    }
}
