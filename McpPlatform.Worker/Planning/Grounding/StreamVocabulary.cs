using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>The names by which people call a stream: whole, without its folder, without its extension, with its schema.</summary>
internal static class StreamVocabulary
{
    private static readonly string[] Packing = [".gz"];

    public static Vocabulary<CatalogStream> Of(Catalog catalog)
    {
        var vocabulary = new Vocabulary<CatalogStream>();
        foreach (var stream in catalog.Streams)
        {
            foreach (var name in NamesOf(stream))
            {
                vocabulary.Add(name, stream);
            }
        }

        return vocabulary;
    }

    /// <summary>A stream's name without folder and extensions: what a table made of it is called.</summary>
    public static string Stem(CatalogStream stream)
    {
        if (stream.Namespace is not null)
        {
            return stream.Name;
        }

        var file = stream.Name.Split('/')[^1];
        foreach (var packing in Packing.Where(p => file.EndsWith(p, StringComparison.OrdinalIgnoreCase)))
        {
            file = file[..^packing.Length];
        }

        return Path.GetFileNameWithoutExtension(file) is { Length: > 0 } stem && !stem.Contains('*', StringComparison.Ordinal)
            ? stem
            : stream.Name.Split('/')[0].Replace("*", "", StringComparison.Ordinal).Trim('.');
    }

    private static IEnumerable<string> NamesOf(CatalogStream stream)
    {
        yield return stream.Name;
        if (stream.Namespace is not null)
        {
            yield return $"{stream.Namespace}.{stream.Name}";
            yield break;
        }

        yield return stream.Name.Split('/')[^1];
        yield return Stem(stream);
        if (stream.Name.Contains('/', StringComparison.Ordinal))
        {
            yield return $"{string.Join('/', stream.Name.Split('/')[..^1])}/{Stem(stream)}";
        }
    }
}
