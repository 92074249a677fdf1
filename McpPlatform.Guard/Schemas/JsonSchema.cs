using System.Text.Json;
using McpPlatform.Guard.Schemas.Compiling;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas;

/// <summary>
/// A compiled JSON Schema. It is read as 2020-12 unless its <c>$schema</c> says 2019-09 or draft-07. Compiled once, it checks any number of
/// values, on any number of threads. It fetches nothing, and costs no more than <see cref="SchemaLimits"/> allow, whoever wrote it.
/// </summary>
public sealed class JsonSchema
{
    private readonly Node root;
    private readonly bool hasDynamicScope;

    internal JsonSchema(Node root, bool hasDynamicScope)
    {
        this.root = root;
        this.hasDynamicScope = hasDynamicScope;
    }

    /// <summary>Compiles a schema.</summary>
    /// <param name="schema">The schema: an object, <see langword="true"/> or <see langword="false"/>. It need not outlive this call.</param>
    /// <param name="options">How; <see langword="null"/> for <see cref="JsonSchemaOptions.Default"/>.</param>
    /// <exception cref="JsonSchemaException">It is no valid schema, refers to something unknown, or is larger than the limits.</exception>
    public static JsonSchema Compile(JsonElement schema, JsonSchemaOptions? options = null) =>
        SchemaCompiler.Compile(schema.Clone(), options ?? JsonSchemaOptions.Default);

    /// <summary>Compiles a schema.</summary>
    /// <param name="utf8">The schema as UTF-8.</param>
    /// <param name="options">How; <see langword="null"/> for <see cref="JsonSchemaOptions.Default"/>.</param>
    /// <exception cref="JsonSchemaException">It is no JSON, no valid schema, refers to something unknown, or is larger than the limits.</exception>
    public static JsonSchema Compile(ReadOnlyMemory<byte> utf8, JsonSchemaOptions? options = null)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = SchemaLimits.MaxDepth });
            return Compile(document.RootElement, options);
        }
        catch (JsonException)
        {
            throw new JsonSchemaException("", $"it is not JSON, or nested deeper than {SchemaLimits.MaxDepth}");
        }
    }

    /// <summary>Checks a value. This is the fast way when nobody wants to know why.</summary>
    public bool IsValid(JsonElement value) => new Evaluation(hasDynamicScope, report: false).Run(root, value);

    /// <summary>Checks a value.</summary>
    /// <returns>What is wrong with it, at most <see cref="SchemaLimits.MaxViolations"/>; empty when it is valid.</returns>
    public IReadOnlyList<SchemaViolation> Validate(JsonElement value)
    {
        if (IsValid(value))
        {
            return [];
        }

        var evaluation = new Evaluation(hasDynamicScope, report: true);
        evaluation.Run(root, value);
        return evaluation.Violations;
    }

    /// <summary>Checks a value given as UTF-8, at most <see cref="SchemaLimits.MaxDepth"/> deep; no memory of it is kept.</summary>
    /// <returns>What is wrong with it, at most <see cref="SchemaLimits.MaxViolations"/>; empty when it is valid.</returns>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    public IReadOnlyList<SchemaViolation> Validate(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = SchemaLimits.MaxDepth });
        return Validate(document.RootElement);
    }
}
