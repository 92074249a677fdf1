namespace McpPlatform.Guard.Schemas;

/// <summary>What schemas and their checking may cost. Whoever wrote a schema, or a value for it, may be hostile.</summary>
public static class SchemaLimits
{
    /// <summary>Largest schema in bytes.</summary>
    public const int MaxBytes = 1_048_576;

    /// <summary>Deepest nesting of a schema, and of values that are given as bytes.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most subschemas of a schema, with those of documents it refers to.</summary>
    public const int MaxSubschemas = 10_000;

    /// <summary>Most characters of all different patterns of a schema together.</summary>
    public const int MaxPatternLength = 16_384;

    /// <summary>Most significant digits of a number that <c>multipleOf</c> looks at; a number of more is no multiple.</summary>
    public const int MaxDigits = 4_096;

    /// <summary>Longest text in bytes that has a format, where formats are checked.</summary>
    public const int MaxFormatBytes = 65_536;

    /// <summary>Most violations that are named; the rest is left out.</summary>
    public const int MaxViolations = 20;

    /// <summary>Most steps in checking one value: applying one subschema to one place of it, or comparing two values, is a step.</summary>
    public const int MaxSteps = 1_000_000;

    /// <summary>Most subschemas within each other while a value is checked.</summary>
    public const int MaxNesting = 512;

    /// <summary>How long the patterns that backtrack may take together while one value is checked.</summary>
    public static readonly TimeSpan PatternTime = TimeSpan.FromMilliseconds(250);
}
