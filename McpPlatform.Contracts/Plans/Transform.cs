using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>One change applied to each row; a closed union, told apart by <c>kind</c>. Unknown kinds are refused.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(RenameTransform), "rename")]
[JsonDerivedType(typeof(CastTransform), "cast")]
[JsonDerivedType(typeof(MaskTransform), "mask")]
[JsonDerivedType(typeof(FilterTransform), "filter")]
public abstract record Transform;

/// <summary>Gives a column another name.</summary>
/// <param name="From">Its name so far.</param>
/// <param name="To">Its new name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RenameTransform(string From, string To) : Transform;

/// <summary>Turns a column's values into another type; a value that cannot be turned rejects its row.</summary>
/// <param name="Column">The column.</param>
/// <param name="Type">The wanted type.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CastTransform(string Column, ColumnType Type) : Transform;

/// <summary>Hides a column's values; nulls stay null. The result is text, but <see cref="MaskMethod.Detect"/> keeps the column's type.</summary>
/// <param name="Column">
/// The column; <see langword="null"/>, with <see cref="MaskMethod.Detect"/> only, for every column of text or JSON that no mask before it has changed.
/// </param>
/// <param name="Method">How.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record MaskTransform(string? Column, MaskMethod Method) : Transform
{
    /// <summary>The same, as JSON has it: the column may be left out.</summary>
    /// <param name="method">How.</param>
    /// <param name="column">The column; <see langword="null"/> for every column of text or JSON.</param>
    [JsonConstructor]
    public MaskTransform(MaskMethod method, string? column = null)
        : this(column, method)
    {
    }
}

/// <summary>Keeps the rows for which the comparison holds; the others are counted as discarded. Null compares as in SQL: it is kept only by <see cref="FilterOperator.IsNull"/>.</summary>
/// <param name="Column">The column.</param>
/// <param name="Op">The comparison.</param>
/// <param name="Value">The value compared with: a string, number or boolean; left out for the null tests; an array for <see cref="FilterOperator.In"/>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FilterTransform(string Column, FilterOperator Op, JsonElement? Value = null) : Transform;

/// <summary>How a value is hidden.</summary>
[JsonConverter(typeof(SnakeCaseEnum<MaskMethod>))]
public enum MaskMethod
{
    /// <summary>Replaced by <c>***</c>.</summary>
    Redact,

    /// <summary>Replaced by the first 32 hexadecimal digits of an HMAC-SHA256 under the tenant's key, so that equal values stay equal.</summary>
    Hash,

    /// <summary>All but the last four characters replaced by <c>*</c>; values of four or fewer characters wholly.</summary>
    Partial,

    /// <summary>
    /// What the detectors find in texts, and in the texts of JSON, gives way to what the settings of detection say; the rest stays. It hides what is
    /// recognised and no more, so it never stands for one of the other methods.
    /// </summary>
    Detect,
}

/// <summary>Comparisons of a <see cref="FilterTransform"/>.</summary>
[JsonConverter(typeof(SnakeCaseEnum<FilterOperator>))]
public enum FilterOperator
{
    /// <summary>Equal.</summary>
    Eq,

    /// <summary>Not equal.</summary>
    Ne,

    /// <summary>Less than.</summary>
    Lt,

    /// <summary>Less than or equal.</summary>
    Le,

    /// <summary>Greater than.</summary>
    Gt,

    /// <summary>Greater than or equal.</summary>
    Ge,

    /// <summary>Equal to one of several.</summary>
    In,

    /// <summary>Text that contains the value, without regard to case.</summary>
    Contains,

    /// <summary>Has no value.</summary>
    IsNull,

    /// <summary>Has a value.</summary>
    IsNotNull,
}
