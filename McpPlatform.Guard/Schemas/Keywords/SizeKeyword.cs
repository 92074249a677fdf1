using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>minLength</c>, <c>maxItems</c> and their like (Validation, 6.3.1, 6.3.2, 6.4.1, 6.4.2, 6.5.1, 6.5.2).</summary>
/// <param name="name">The keyword.</param>
/// <param name="bound">The smallest or largest size.</param>
/// <param name="kind">Which values have such a size.</param>
/// <param name="isMinimum">Whether the bound is the smallest.</param>
internal sealed class SizeKeyword(string name, long bound, JsonValueKind kind, bool isMinimum) : Assertion(name)
{
    protected override bool Holds(JsonElement value, Evaluation evaluation) =>
        value.ValueKind != kind || (isMinimum ? SizeOf(value) >= bound : SizeOf(value) <= bound);

    public override string Complaint(JsonElement value)
    {
        var things = kind switch
        {
            JsonValueKind.String => "character",
            JsonValueKind.Array => "item",
            _ => "member",
        };
        return $"must have at {(isMinimum ? "least" : "most")} {bound} {things}{(bound == 1 ? "" : "s")}, and has {SizeOf(value)}";
    }

    private static int SizeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Length(value),
        JsonValueKind.Array => value.GetArrayLength(),
        _ => value.GetPropertyCount(),
    };
}
