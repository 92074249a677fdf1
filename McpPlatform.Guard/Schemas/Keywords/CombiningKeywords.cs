using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>allOf</c> (Core, 10.2.1.1).</summary>
internal sealed class AllOfKeyword(IReadOnlyList<Node> parts) : Keyword("allOf")
{
    public override IEnumerable<Node> InPlace => parts;

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        var valid = true;
        for (var i = 0; i < parts.Count && (valid || evaluation.Reports); i++)
        {
            valid &= evaluation.CheckInPlace(parts[i], value, evaluated);
        }

        return valid;
    }
}

/// <summary><c>anyOf</c> (Core, 10.2.1.2).</summary>
internal sealed class AnyOfKeyword(IReadOnlyList<Node> alternatives) : Keyword("anyOf")
{
    public override IEnumerable<Node> InPlace => alternatives;

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        var valid = false;
        for (var i = 0; i < alternatives.Count && (!valid || evaluated is not null); i++)
        {
            valid |= evaluation.Test(alternatives[i], value, evaluated);
        }

        return valid || evaluation.Fail(this, value);
    }

    public override string Complaint(JsonElement value) => $"must match at least one of the {alternatives.Count} schemas under 'anyOf'";
}

/// <summary><c>oneOf</c> (Core, 10.2.1.3).</summary>
internal sealed class OneOfKeyword(IReadOnlyList<Node> alternatives) : Keyword("oneOf")
{
    public override IEnumerable<Node> InPlace => alternatives;

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        var matches = 0;
        for (var i = 0; i < alternatives.Count && matches < 2; i++)
        {
            matches += evaluation.Test(alternatives[i], value, evaluated) ? 1 : 0;
        }

        return matches == 1 || evaluation.Fail(this, value);
    }

    public override string Complaint(JsonElement value) => $"must match exactly one of the {alternatives.Count} schemas under 'oneOf'";
}

/// <summary><c>not</c> (Core, 10.2.1.4).</summary>
internal sealed class NotKeyword(Node refused) : Keyword("not")
{
    public override IEnumerable<Node> InPlace => [refused];

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated) =>
        !evaluation.Test(refused, value, null) || evaluation.Fail(this, value);

    public override string Complaint(JsonElement value) => "must not match the schema under 'not'";
}

/// <summary><c>if</c>, <c>then</c> and <c>else</c> (Core, 10.2.2).</summary>
internal sealed class ConditionKeyword(Node condition, Node? then, Node? otherwise) : Keyword("if")
{
    public override IEnumerable<Node> InPlace => new[] { condition, then, otherwise }.OfType<Node>();

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        var next = evaluation.Test(condition, value, evaluated) ? then : otherwise;
        return next is null || evaluation.CheckInPlace(next, value, evaluated);
    }
}

/// <summary>The schema <see langword="false"/>.</summary>
internal sealed class NothingKeyword(string name) : Assertion(name)
{
    protected override bool Holds(JsonElement value, Evaluation evaluation) => false;

    public override string Complaint(JsonElement value) => $"is not allowed by '{Name}'";
}
