using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c> and <c>exclusiveMaximum</c> (Validation, 6.2).</summary>
internal sealed class BoundKeyword(string name, JsonElement bound) : Assertion(name)
{
    private readonly byte[] exact = JsonMarshal.GetRawUtf8Value(bound).ToArray();
    private readonly long? whole = bound.TryGetInt64(out var number) ? number : null;

    protected override bool Holds(JsonElement value, Evaluation evaluation) =>
        value.ValueKind != JsonValueKind.Number || Holds(CompareWithBound(value));

    public override string Complaint(JsonElement value) => Name switch
    {
        "minimum" => "must be at least ",
        "maximum" => "must be at most ",
        "exclusiveMinimum" => "must be greater than ",
        _ => "must be less than ",
    } + Encoding.UTF8.GetString(exact);

    private int CompareWithBound(JsonElement value) => whole is { } bound && value.TryGetInt64(out var number)
        ? number.CompareTo(bound)
        : ExactNumber.Of(value).CompareTo(ExactNumber.Parse(exact));

    private bool Holds(int comparison) => Name switch
    {
        "minimum" => comparison >= 0,
        "maximum" => comparison <= 0,
        "exclusiveMinimum" => comparison > 0,
        _ => comparison < 0,
    };
}

/// <summary><c>multipleOf</c> (Validation, 6.2.1), without rounding.</summary>
internal sealed class MultipleOfKeyword(JsonElement divisor) : Assertion("multipleOf")
{
    private readonly byte[] exact = JsonMarshal.GetRawUtf8Value(divisor).ToArray();

    protected override bool Holds(JsonElement value, Evaluation evaluation)
    {
        if (value.ValueKind != JsonValueKind.Number)
        {
            return true;
        }

        var number = ExactNumber.Of(value);
        return evaluation.Spend(number.DigitCount) && number.DigitCount <= SchemaLimits.MaxDigits && number.IsMultipleOf(ExactNumber.Parse(exact));
    }

    public override string Complaint(JsonElement value) => $"must be a multiple of {Encoding.UTF8.GetString(exact)}";
}
