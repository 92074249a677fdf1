using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>propertyNames</c> (Core, 10.3.2.4).</summary>
internal sealed class PropertyNamesKeyword(Node names) : Keyword("propertyNames")
{
    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated) => value.ValueKind != JsonValueKind.Object
        || value.EnumerateObject().All(member => evaluation.Test(names, AsValue(member), null)) || evaluation.Fail(this, value);

    public override string Complaint(JsonElement value) => "has a member whose name is not allowed";

    private static JsonElement AsValue(JsonProperty member) => JsonSerializer.SerializeToElement(JsonText.NameOf(member));
}
