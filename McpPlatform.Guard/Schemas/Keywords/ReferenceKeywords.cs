using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>$ref</c> (Core, 8.2.3.1).</summary>
internal sealed class ReferenceKeyword(string name, Node target) : Keyword(name)
{
    public override IEnumerable<Node> InPlace => [target];

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated) => evaluation.CheckInPlace(target, value, evaluated);
}

/// <summary>
/// <c>$dynamicRef</c> (Core, 8.2.3.2): leads to the outermost resource on the way here that has the anchor. Whether that makes a circle only a
/// value can tell, so it is no part of <see cref="Keyword.InPlace"/>.
/// </summary>
/// <param name="name">The keyword.</param>
/// <param name="anchor">The dynamic anchor.</param>
/// <param name="first">Where it leads when no resource on the way has the anchor.</param>
internal sealed class DynamicReferenceKeyword(string name, string anchor, Node first) : Keyword(name)
{
    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        var target = first;
        foreach (var resource in evaluation.Scope)
        {
            if (resource.DynamicNodes.TryGetValue(anchor, out var found))
            {
                target = found;
                break;
            }
        }

        return evaluation.CheckInPlace(target, value, evaluated);
    }
}
