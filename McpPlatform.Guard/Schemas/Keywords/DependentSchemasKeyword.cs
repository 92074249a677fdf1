using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>dependentSchemas</c> (Core, 10.2.2.4).</summary>
internal sealed class DependentSchemasKeyword(string name, IReadOnlyList<KeyValuePair<string, Node>> dependents) : Keyword(name)
{
    private readonly (byte[] Name, Node Node)[] dependents = [.. dependents.Select(d => (Encoding.UTF8.GetBytes(d.Key), d.Value))];

    public override IEnumerable<Node> InPlace => dependents.Select(d => d.Node);

    public override bool Check(JsonElement value, Evaluation evaluation, Evaluated? evaluated) => value.ValueKind != JsonValueKind.Object
        || Array.TrueForAll(dependents, d => !RequiredNames.Has(value, d.Name, evaluation) || evaluation.CheckInPlace(d.Node, value, evaluated));
}
