using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>format</c>, where it is more than an annotation (Validation, 7.2.2).</summary>
internal sealed class FormatKeyword(string format, Func<string, bool> isValid) : Assertion("format")
{
    protected override bool Holds(JsonElement value, Evaluation evaluation) =>
        value.ValueKind != JsonValueKind.String || (JsonText.Raw(value).Length <= SchemaLimits.MaxFormatBytes && isValid(JsonText.Of(value)));

    public override string Complaint(JsonElement value) => $"must have the format {format}";
}
