using McpPlatform.Guard.Schemas.Compiling;

namespace McpPlatform.Guard.Schemas.Evaluating;

/// <summary>A compiled subschema. It is filled after it was made, since subschemas may refer to each other.</summary>
internal sealed class Node(SchemaPlace place)
{
    public SchemaPlace Place => place;

    public SchemaResource Resource { get; } = place.Resource;

    public Keyword[] Keywords { get; private set; } = [];

    public bool NeedsEvaluated { get; private set; }

    public void Fill(Keyword[] keywords)
    {
        Keywords = keywords;
        NeedsEvaluated = Array.Exists(keywords, k => k.NeedsEvaluated);
    }
}
