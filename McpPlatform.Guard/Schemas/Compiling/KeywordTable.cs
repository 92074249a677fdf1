using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Keywords;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Compiling;

/// <summary>
/// What makes which keyword, in the order in which keywords are checked: cheap ones first, those last that look at what others have evaluated.
/// Keywords that are not here, such as <c>title</c> or <c>contentEncoding</c>, are annotations.
/// </summary>
internal static class KeywordTable
{
    private static readonly (Vocabularies Vocabulary, string Keyword, Func<SchemaObject, Keyword?> Make)[] Entries =
    [
        (Vocabularies.Validation, "type", s => new TypeKeyword(TypesOf(s))),
        (Vocabularies.Validation, "const", s => new EnumKeyword("const", [s.Value("const")])),
        (Vocabularies.Validation, "enum", s => new EnumKeyword("enum", s.Items("enum"))),
        (Vocabularies.Validation, "minimum", s => new BoundKeyword("minimum", s.Number("minimum"))),
        (Vocabularies.Validation, "maximum", s => new BoundKeyword("maximum", s.Number("maximum"))),
        (Vocabularies.Validation, "exclusiveMinimum", s => new BoundKeyword("exclusiveMinimum", s.Number("exclusiveMinimum"))),
        (Vocabularies.Validation, "exclusiveMaximum", s => new BoundKeyword("exclusiveMaximum", s.Number("exclusiveMaximum"))),
        (Vocabularies.Validation, "multipleOf", s => new MultipleOfKeyword(Divisor(s))),
        (Vocabularies.Validation, "minLength", s => new SizeKeyword("minLength", s.Count("minLength"), JsonValueKind.String, isMinimum: true)),
        (Vocabularies.Validation, "maxLength", s => new SizeKeyword("maxLength", s.Count("maxLength"), JsonValueKind.String, isMinimum: false)),
        (Vocabularies.Validation, "minItems", s => new SizeKeyword("minItems", s.Count("minItems"), JsonValueKind.Array, isMinimum: true)),
        (Vocabularies.Validation, "maxItems", s => new SizeKeyword("maxItems", s.Count("maxItems"), JsonValueKind.Array, isMinimum: false)),
        (Vocabularies.Validation, "minProperties", s => new SizeKeyword("minProperties", s.Count("minProperties"), JsonValueKind.Object, isMinimum: true)),
        (Vocabularies.Validation, "maxProperties", s => new SizeKeyword("maxProperties", s.Count("maxProperties"), JsonValueKind.Object, isMinimum: false)),
        (Vocabularies.Validation, "required", s => new RequiredKeyword(new RequiredNames(s.Names("required")))),
        (Vocabularies.Validation, "dependentRequired", s => s.Edition == Edition.Draft07 ? null : DependentRequired(s, "dependentRequired")),
        (Vocabularies.Validation, "dependencies", s => DependentRequired(s, "dependencies")),
        (Vocabularies.Validation, "pattern", s => new PatternKeyword(s.Pattern("pattern", s.Text("pattern")))),
        (Vocabularies.Validation, "uniqueItems", s => s.IsTrue("uniqueItems") ? new UniqueItemsKeyword() : null),
        (Vocabularies.FormatAssertion, "format", Format),
        (Vocabularies.Core, "$ref", s => new ReferenceKeyword("$ref", s.NodeAt(s.Target("$ref"), "$ref"))),
        (Vocabularies.Core, "$dynamicRef", s => s.Edition == Edition.Draft202012 ? DynamicReference(s, "$dynamicRef", FragmentOf(s.Text("$dynamicRef"))) : null),
        (Vocabularies.Core, "$recursiveRef", s => s.Edition == Edition.Draft201909 ? DynamicReference(s, "$recursiveRef", Anchors.Recursive) : null),
        (Vocabularies.Applicator, "properties", Properties),
        (Vocabularies.Applicator, "patternProperties", s => s.Has("properties") ? null : Properties(s)),
        (Vocabularies.Applicator, "additionalProperties", s => s.Has("properties") || s.Has("patternProperties") ? null : Properties(s)),
        (Vocabularies.Applicator, "propertyNames", s => new PropertyNamesKeyword(s.Node("propertyNames"))),
        (Vocabularies.Applicator, "prefixItems", s => s.Edition == Edition.Draft202012 ? new ItemsKeyword(s.Nodes("prefixItems"), s.NodeOrNone("items")) : null),
        (Vocabularies.Applicator, "items", Items),
        (Vocabularies.Applicator, "contains", Contains),
        (Vocabularies.Applicator, "allOf", s => new AllOfKeyword(s.Nodes("allOf"))),
        (Vocabularies.Applicator, "anyOf", s => new AnyOfKeyword(s.Nodes("anyOf"))),
        (Vocabularies.Applicator, "oneOf", s => new OneOfKeyword(s.Nodes("oneOf"))),
        (Vocabularies.Applicator, "not", s => new NotKeyword(s.Node("not"))),
        (Vocabularies.Applicator, "if", s => new ConditionKeyword(s.Node("if"), s.NodeOrNone("then"), s.NodeOrNone("else"))),
        (Vocabularies.Applicator, "dependentSchemas", DependentSchemas),
        (Vocabularies.Applicator, "dependencies", s => new DependentSchemasKeyword("dependencies", SchemasAmongDependencies(s))),
        (Vocabularies.Unevaluated, "unevaluatedItems", s => s.Edition == Edition.Draft07 ? null : new UnevaluatedItemsKeyword(s.Node("unevaluatedItems"))),
        (Vocabularies.Unevaluated, "unevaluatedProperties", s => s.Edition == Edition.Draft07 ? null : new UnevaluatedPropertiesKeyword(s.Node("unevaluatedProperties"))),
    ];

    /// <summary>The keywords of a schema object. Up to draft-07, nothing beside <c>$ref</c> is read.</summary>
    public static Keyword[] KeywordsOf(SchemaObject schema, Vocabularies vocabularies)
    {
        var refersOnly = schema.Edition == Edition.Draft07 && schema.Has("$ref");
        return
        [
            .. Entries.Where(e => (vocabularies & e.Vocabulary) != 0 && schema.Has(e.Keyword) && (!refersOnly || e.Keyword == "$ref"))
                .Select(e => e.Make(schema)).OfType<Keyword>(),
        ];
    }

    private static JsonTypes TypesOf(SchemaObject schema)
    {
        var types = schema.Value("type");
        IReadOnlyList<JsonElement> named = types.ValueKind == JsonValueKind.Array ? schema.Items("type") : [types];
        return named.Aggregate(JsonTypes.None, (all, type) => all | (type.ValueKind == JsonValueKind.String ? TypeOf(JsonText.Of(type)) : JsonTypes.None) switch
        {
            JsonTypes.None => throw schema.Fault("type", "must be one or more of null, boolean, object, array, number, string and integer"),
            var known => known,
        });
    }

    private static JsonTypes TypeOf(string name) => name switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "object" => JsonTypes.Object,
        "array" => JsonTypes.Array,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "integer" => JsonTypes.Integer,
        _ => JsonTypes.None,
    };

    private static JsonElement Divisor(SchemaObject schema)
    {
        var divisor = schema.Number("multipleOf");
        var number = ExactNumber.Of(divisor);
        return number.IsPositive && number.DigitCount <= SchemaLimits.MaxDigits
            ? divisor
            : throw schema.Fault("multipleOf", $"must be greater than zero, with at most {SchemaLimits.MaxDigits} digits");
    }

    private static DependentRequiredKeyword DependentRequired(SchemaObject schema, string keyword) => new(
        keyword,
        [.. schema.Members(keyword).Where(m => keyword == "dependentRequired" || m.Value.ValueKind == JsonValueKind.Array)
            .Select(m => KeyValuePair.Create(JsonText.NameOf(m), new RequiredNames(schema.Names(keyword, m.Value))))]);

    private static FormatKeyword? Format(SchemaObject schema) =>
        Formats.Formats.All.TryGetValue(schema.Text("format"), out var isValid) ? new FormatKeyword(schema.Text("format"), isValid) : null;

    private static DependentSchemasKeyword? DependentSchemas(SchemaObject schema) =>
        schema.Edition == Edition.Draft07 ? null : new DependentSchemasKeyword("dependentSchemas", schema.NodesByName("dependentSchemas"));

    private static List<KeyValuePair<string, Node>> SchemasAmongDependencies(SchemaObject schema) =>
        [.. schema.Members("dependencies").Where(m => m.Value.ValueKind != JsonValueKind.Array).Select(JsonText.NameOf).Distinct()
            .Select(name => KeyValuePair.Create(name, schema.NodeOf("dependencies", name)))];

    private static PropertiesKeyword Properties(SchemaObject schema) => new(
        schema.NodesByName("properties"),
        [.. schema.NodesByName("patternProperties").Select(p => (schema.Pattern("patternProperties", p.Key), p.Value))],
        schema.NodeOrNone("additionalProperties"));

    private static ItemsKeyword? Items(SchemaObject schema)
    {
        if (schema.Edition == Edition.Draft202012)
        {
            return schema.Has("prefixItems") ? null
                : schema.Value("items").ValueKind == JsonValueKind.Array
                ? throw schema.Fault("items", "must be a schema; an array of schemas is 'prefixItems' since 2020-12")
                : new ItemsKeyword([], schema.Node("items"));
        }

        return schema.Value("items").ValueKind != JsonValueKind.Array ? new ItemsKeyword([], schema.Node("items"))
            : new ItemsKeyword(schema.Items("items").Count == 0 ? [] : schema.Nodes("items"), schema.NodeOrNone("additionalItems"));
    }

    private static ContainsKeyword Contains(SchemaObject schema)
    {
        var counts = schema.Edition != Edition.Draft07;
        return new ContainsKeyword(
            schema.Node("contains"),
            counts && schema.Has("minContains") ? schema.Count("minContains") : 1,
            counts && schema.Has("maxContains") ? schema.Count("maxContains") : long.MaxValue,
            evaluates: schema.Edition == Edition.Draft202012);
    }

    // Only an anchor that is dynamic where it leads first is looked for on the way; else it is a plain reference.
    private static Keyword DynamicReference(SchemaObject schema, string keyword, string anchor)
    {
        var target = schema.Target(keyword);
        var first = schema.NodeAt(target, keyword);
        return target.Resource.DynamicAnchors.Contains(anchor) && target.Resource.Anchors[anchor] == target.Pointer
            ? new DynamicReferenceKeyword(keyword, anchor, first)
            : new ReferenceKeyword(keyword, first);
    }

    private static string FragmentOf(string reference) =>
        reference.IndexOf('#', StringComparison.Ordinal) is var hash && hash >= 0 && reference[(hash + 1)..] is { Length: > 0 } fragment ? fragment : "/";
}
