using System.Runtime.InteropServices;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Keywords;
using McpPlatform.Guard.Schemas.Patterns;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>
/// Makes nodes of a schema and of all it refers to: index what can be referred to, compile what is reached, refuse circles that would never end.
/// </summary>
internal sealed class SchemaCompiler
{
    private readonly bool assertFormats;
    private readonly Dictionary<(SchemaDocument Document, string Pointer), Node> nodes = [];
    private readonly Queue<(Node Node, string Keyword)> waiting = [];
    private readonly Dictionary<string, Pattern> patterns = [];
    private int patternLength;
    private int prepared;

    private SchemaCompiler(JsonSchemaOptions options)
    {
        assertFormats = options.AssertFormats;
        Index = new SchemaIndex(options);
    }

    public SchemaIndex Index { get; }

    /// <exception cref="JsonSchemaException">The schema cannot be used.</exception>
    public static JsonSchema Compile(JsonElement schema, JsonSchemaOptions options)
    {
        if (JsonMarshal.GetRawUtf8Value(schema).Length > SchemaLimits.MaxBytes)
        {
            throw new JsonSchemaException("", $"it has more than {SchemaLimits.MaxBytes} bytes");
        }

        var compiler = new SchemaCompiler(options);
        var root = compiler.NodeAt(compiler.Index.AddMain(schema), "false");
        compiler.FillAll();
        InPlaceCircle.Refuse(compiler.nodes.Values);
        return new JsonSchema(root, compiler.Index.Resources.Any(r => r.DynamicNodes.Count > 0));
    }

    /// <summary>The node of a subschema, to be filled later.</summary>
    public Node NodeAt(SchemaPlace place, string keyword)
    {
        if (!nodes.TryGetValue((place.Resource.Document, place.Pointer), out var node))
        {
            node = nodes.Count < SchemaLimits.MaxSubschemas ? new Node(place) : throw place.Fault($"it has more than {SchemaLimits.MaxSubschemas} subschemas");
            nodes.Add((place.Resource.Document, place.Pointer), node);
            waiting.Enqueue((node, keyword));
        }

        return node;
    }

    public Pattern PatternOf(string source)
    {
        if (!patterns.TryGetValue(source, out var pattern))
        {
            patternLength += source.Length;
            patterns[source] = pattern = patternLength <= SchemaLimits.MaxPatternLength
                ? Pattern.Compile(source)
                : throw new FormatException($"the patterns of the schema have more than {SchemaLimits.MaxPatternLength} characters together");
        }

        return pattern;
    }

    // Filling may bring in further documents, and those further dynamic anchors.
    private void FillAll()
    {
        do
        {
            while (waiting.TryDequeue(out var next))
            {
                next.Node.Fill(KeywordsOf(next.Node.Place, next.Keyword));
            }

            PrepareDynamicAnchors();
        }
        while (waiting.Count > 0);
    }

    private void PrepareDynamicAnchors()
    {
        for (; prepared < Index.Resources.Count; prepared++)
        {
            var resource = Index.Resources[prepared];
            foreach (var anchor in resource.DynamicAnchors)
            {
                resource.DynamicNodes[anchor] = NodeAt(resource.Document.At(resource.Anchors[anchor]), "false");
            }
        }
    }

    private Keyword[] KeywordsOf(SchemaPlace place, string keyword)
    {
        var vocabularies = place.Resource.Dialect.Vocabularies | (assertFormats ? Vocabularies.FormatAssertion : Vocabularies.None);
        return place.Element.ValueKind switch
        {
            JsonValueKind.Object => KeywordTable.KeywordsOf(new SchemaObject(this, place), vocabularies),
            JsonValueKind.True => [],
            JsonValueKind.False => [new NothingKeyword(keyword)],
            _ => throw place.Fault("a schema must be an object, true or false"),
        };
    }
}
