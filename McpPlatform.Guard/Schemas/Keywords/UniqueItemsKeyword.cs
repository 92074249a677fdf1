using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>uniqueItems</c> (Validation, 6.4.3).</summary>
internal sealed class UniqueItemsKeyword() : Assertion("uniqueItems")
{
    private const int Few = 8;

    protected override bool Holds(JsonElement value, Evaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is var count && count < 2)
        {
            return true;
        }

        return evaluation.Spend(count) && (count <= Few ? AreUnique(value, count) : value.EnumerateArray().All(new HashSet<JsonElement>(JsonEquality.Instance).Add));
    }

    public override string Complaint(JsonElement value) => "must not hold the same item twice";

    private static bool AreUnique(JsonElement items, int count)
    {
        for (var i = 1; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (JsonEquality.Instance.Equals(items[i], items[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
