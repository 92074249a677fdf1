using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Patterns;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>pattern</c> (Validation, 6.3.3).</summary>
internal sealed class PatternKeyword(Pattern pattern) : Assertion("pattern")
{
    protected override bool Holds(JsonElement value, Evaluation evaluation) =>
        value.ValueKind != JsonValueKind.String || pattern.IsMatch(JsonText.Raw(value), evaluation);

    public override string Complaint(JsonElement value) => $"must match the pattern {pattern}";
}
