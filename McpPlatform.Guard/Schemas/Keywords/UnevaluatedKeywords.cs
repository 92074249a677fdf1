using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>unevaluatedProperties</c> (Core, 11.3).</summary>
internal sealed class UnevaluatedPropertiesKeyword(Node rest) : Keyword("unevaluatedProperties")
{
    public override bool NeedsEvaluated => true;

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var (valid, index) = (true, 0);
        foreach (var member in value.EnumerateObject())
        {
            valid &= evaluated!.Has(index++) || evaluation.CheckMember(rest, member);
        }

        evaluated!.MarkFirst(index);
        return valid;
    }
}

/// <summary><c>unevaluatedItems</c> (Core, 11.2).</summary>
internal sealed class UnevaluatedItemsKeyword(Node rest) : Keyword("unevaluatedItems")
{
    public override bool NeedsEvaluated => true;

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (valid, index) = (true, 0);
        foreach (var item in value.EnumerateArray())
        {
            valid &= evaluated!.Has(index) || evaluation.CheckItem(rest, index, item);
            index++;
        }

        evaluated!.MarkFirst(index);
        return valid;
    }
}
