using System.Runtime.InteropServices;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Patterns;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary>
/// <c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c> (Core, 10.3.2) in one walk over the members. Of a member that is
/// there twice both are checked.
/// </summary>
internal sealed class PropertiesKeyword(IReadOnlyList<KeyValuePair<string, Node>> named, IReadOnlyList<(Pattern Pattern, Node Node)> patterns, Node? others)
    : Keyword("properties")
{
    private readonly NameTable<Node> named = new(named);

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        var (valid, index) = (true, 0);
        foreach (var member in value.EnumerateObject())
        {
            valid &= Check(member, index++, evaluation, evaluated);
            if (!valid && !evaluation.Reports)
            {
                return false;
            }
        }

        return valid;
    }

    private bool Check(JsonProperty member, int index, Evaluation evaluation, Evaluated? evaluated)
    {
        var isKnown = named.TryFind(member, out var node);
        var valid = !isKnown || evaluation.CheckMember(node!, member);
        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Pattern.IsMatch(JsonMarshal.GetRawUtf8PropertyName(member), evaluation))
            {
                isKnown = true;
                valid &= evaluation.CheckMember(patterns[i].Node, member);
            }
        }

        if (isKnown || others is not null)
        {
            evaluated?.Mark(index);
        }

        return valid && (isKnown || others is null || evaluation.CheckMember(others, member));
    }
}
