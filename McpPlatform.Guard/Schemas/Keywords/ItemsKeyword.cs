using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>prefixItems</c> and <c>items</c> (Core, 10.3.1); before 2020-12 an array of <c>items</c> and <c>additionalItems</c>.</summary>
internal sealed class ItemsKeyword(IReadOnlyList<Node> first, Node? others) : Keyword("items")
{
    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        evaluated?.MarkFirst(others is null ? Math.Min(first.Count, value.GetArrayLength()) : value.GetArrayLength());
        var (valid, index) = (true, 0);
        foreach (var item in value.EnumerateArray())
        {
            var node = index < first.Count ? first[index] : others;
            valid &= node is null || evaluation.CheckItem(node, index, item);
            if (node is null || (!valid && !evaluation.Reports))
            {
                return valid;
            }

            index++;
        }

        return valid;
    }
}
