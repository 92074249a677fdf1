using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Evaluating;

/// <summary>A keyword of a compiled schema, with those beside it that it takes into account.</summary>
internal abstract class Keyword(string name)
{
    public string Name => name;

    /// <summary>Subschemas that it applies to the same place of the value.</summary>
    public virtual IEnumerable<Node> InPlace => [];

    /// <summary>Whether it looks at what its neighbours have evaluated.</summary>
    public virtual bool NeedsEvaluated => false;

    /// <summary>Whether a value is allowed. What is not is reported to the evaluation.</summary>
    /// <param name="value">The value.</param>
    /// <param name="evaluation">The evaluation under way.</param>
    /// <param name="evaluated">Takes the members or items that were evaluated; <see langword="null"/> where nobody asks.</param>
    public abstract bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated);

    /// <summary>What is wrong with a value: the rest of a sentence that begins with the value's location.</summary>
    public virtual string Complaint(JsonElement value) => $"is not allowed by '{name}'";
}

/// <summary>A keyword that looks at the value alone.</summary>
internal abstract class Assertion(string name) : Keyword(name)
{
    public sealed override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated) =>
        Holds(value, evaluation) || evaluation.Fail(this, value);

    protected abstract bool Holds(JsonElement value, Evaluation evaluation);

    public abstract override string Complaint(JsonElement value);
}
