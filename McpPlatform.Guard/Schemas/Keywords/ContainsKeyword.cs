using System.Globalization;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c> (Core, 10.3.1.3; Validation, 6.4.4 and 6.4.5).</summary>
/// <param name="wanted">What some items must match.</param>
/// <param name="min">How many at least.</param>
/// <param name="max">How many at most.</param>
/// <param name="evaluates">Whether an item that matches counts as evaluated, as it does since 2020-12.</param>
internal sealed class ContainsKeyword(Node wanted, long min, long max, bool evaluates) : Keyword("contains")
{
    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        var (count, index) = (0L, 0);
        foreach (var item in value.EnumerateArray())
        {
            if (evaluation.Test(wanted, item, null))
            {
                count++;
                (evaluates ? evaluated : null)?.Mark(index);
            }

            index++;
            if (count >= min && max == long.MaxValue && evaluated is null)
            {
                return true;
            }
        }

        return (count >= min && count <= max) || evaluation.Fail(this, value);
    }

    public override string Complaint(JsonElement value) =>
        $"must hold {(max == long.MaxValue ? "at least " + Number(min) : $"{Number(min)} to {Number(max)}")} of the items that 'contains' describes";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
