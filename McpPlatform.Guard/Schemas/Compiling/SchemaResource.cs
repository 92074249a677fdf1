using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>A schema with an address of its own, within a document (Core, 4.3.5).</summary>
/// <param name="document">The document it stands in.</param>
/// <param name="address">Its absolute address, without a fragment.</param>
/// <param name="pointer">Where in the document: a JSON pointer.</param>
/// <param name="dialect">How it is read.</param>
internal sealed class SchemaResource(SchemaDocument document, Uri address, string pointer, Dialect dialect)
{
    public SchemaDocument Document => document;

    public Uri Address => address;

    public string Pointer => pointer;

    public Dialect Dialect => dialect;

    /// <summary>Pointers of the subschemas that have an anchor, by its name.</summary>
    public Dictionary<string, string> Anchors { get; } = [];

    /// <summary>Those anchors that are dynamic.</summary>
    public HashSet<string> DynamicAnchors { get; } = [];

    /// <summary>What dynamic anchors stand for, once compiled.</summary>
    public Dictionary<string, Node> DynamicNodes { get; } = [];
}
