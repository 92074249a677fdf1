using System.Text.Json;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>Tells by <c>$schema</c> how a resource is read (Core, 8.1.1), and by <c>$vocabulary</c> of what that leads to (8.1.2).</summary>
internal static class Dialects
{
    /// <exception cref="JsonSchemaException">The dialect is not known, or requires a vocabulary that is not.</exception>
    public static Dialect Of(SchemaPlace place, JsonSchemaOptions options)
    {
        if (place.Text("$schema") is not { } metaschema)
        {
            return place.Resource.Dialect;
        }

        return Dialect.Official(metaschema)
            ?? (options.Documents.TryGetValue(metaschema.TrimEnd('#'), out var document) ? Custom(place, place with { Element = document }) : null)
            ?? throw place.Fault($"'$schema' is '{SchemaPlace.Shown(metaschema)}', a dialect that is not known. Known are 2020-12, 2019-09 and draft-07");
    }

    private static Dialect Custom(SchemaPlace place, SchemaPlace metaschema)
    {
        var own = metaschema.Text("$schema") is { } said ? Dialect.Official(said) ?? Dialect.Latest : Dialect.Latest;
        if (!metaschema.Has("$vocabulary") || !JsonText.TryMember(metaschema.Element, "$vocabulary", out var required) || required.ValueKind != JsonValueKind.Object)
        {
            return own;
        }

        return own with { Vocabularies = required.EnumerateObject().Aggregate(Vocabularies.None, (all, vocabulary) => all | Known(place, vocabulary)) };
    }

    private static Vocabularies Known(SchemaPlace place, JsonProperty vocabulary)
    {
        var name = JsonText.NameOf(vocabulary);
        return Dialect.Vocabulary(name)
            ?? (vocabulary.Value.ValueKind != JsonValueKind.True ? Vocabularies.None
            : throw place.Fault($"its dialect requires the vocabulary '{SchemaPlace.Shown(name)}', which is not known"));
    }
}
