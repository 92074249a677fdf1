namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>Editions of JSON Schema that are read as they were meant. Draft-06 and draft-04 are read as draft-07.</summary>
internal enum Edition
{
    Draft07,
    Draft201909,
    Draft202012,
}

/// <summary>Sets of keywords that change what is valid (Core, 8.1.2).</summary>
[Flags]
internal enum Vocabularies
{
    None = 0,
    Core = 1,
    Applicator = 2,
    Unevaluated = 4,
    Validation = 8,
    FormatAssertion = 16,
    All = Core | Applicator | Unevaluated | Validation,
}

/// <summary>Which keywords a resource knows, and how they are read.</summary>
internal sealed record Dialect(Edition Edition, Vocabularies Vocabularies)
{
    public static readonly Dialect Latest = new(Edition.Draft202012, Vocabularies.All);

    private static readonly Dictionary<string, Edition> Drafts = new()
    {
        ["json-schema.org/draft/2020-12/schema"] = Edition.Draft202012,
        ["json-schema.org/draft/2019-09/schema"] = Edition.Draft201909,
        ["json-schema.org/draft-07/schema"] = Edition.Draft07,
        ["json-schema.org/draft-06/schema"] = Edition.Draft07,
        ["json-schema.org/draft-04/schema"] = Edition.Draft07,
    };

    private static readonly Dictionary<string, Vocabularies> Known = new()
    {
        ["core"] = Vocabularies.Core,
        ["applicator"] = Vocabularies.Applicator,
        ["unevaluated"] = Vocabularies.Unevaluated,
        ["validation"] = Vocabularies.Validation,
        ["format-assertion"] = Vocabularies.FormatAssertion,
        ["format-annotation"] = Vocabularies.None,
        ["format"] = Vocabularies.None,
        ["content"] = Vocabularies.None,
        ["meta-data"] = Vocabularies.None,
    };

    /// <summary>The dialect of one of the official metaschemas; <see langword="null"/> for any other address.</summary>
    public static Dialect? Official(string metaschema)
    {
        var address = metaschema.TrimEnd('#');
        return Drafts.TryGetValue(address[(address.IndexOf("://", StringComparison.Ordinal) is var scheme && scheme > 0 ? scheme + 3 : 0)..], out var draft)
            ? new Dialect(draft, Vocabularies.All)
            : null;
    }

    /// <summary>The vocabulary of an address; <see langword="null"/> for one that is not known.</summary>
    public static Vocabularies? Vocabulary(string address) =>
        address.StartsWith("https://json-schema.org/draft/", StringComparison.Ordinal) && Known.TryGetValue(address[(address.LastIndexOf('/') + 1)..], out var vocabulary)
            ? vocabulary
            : null;
}
