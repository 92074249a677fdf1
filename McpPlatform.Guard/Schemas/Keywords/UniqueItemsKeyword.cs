using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>uniqueItems</c> (Validation, 6.4.3).</summary>
internal sealed class UniqueItemsKeyword() : Assertion("uniqueItems")
{
    protected override bool Holds(JsonElement value, Evaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < 2)
        {
            return true;
        }

        var seen = new HashSet<JsonElement>(JsonEquality.Instance);
        return evaluation.Spend(value.GetArrayLength()) && value.EnumerateArray().All(seen.Add);
    }

    public override string Complaint(JsonElement value) => "must not hold the same item twice";
}
