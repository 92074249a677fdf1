using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary><c>enum</c> and <c>const</c> (Validation, 6.1.2 and 6.1.3).</summary>
internal sealed class EnumKeyword : Assertion
{
    private const int MaxNamed = 10;
    private readonly IReadOnlyList<JsonElement> values;
    private readonly NameTable<bool> texts;
    private readonly IReadOnlyList<JsonElement> others;

    public EnumKeyword(string name, IReadOnlyList<JsonElement> values)
        : base(name)
    {
        this.values = values;
        texts = new NameTable<bool>(values.Where(v => v.ValueKind == JsonValueKind.String).Select(v => KeyValuePair.Create(JsonText.Of(v), true)));
        others = [.. values.Where(v => v.ValueKind != JsonValueKind.String)];
    }

    protected override bool Holds(JsonElement value, Evaluation evaluation) => value.ValueKind == JsonValueKind.String
        ? texts.TryFind(JsonText.Raw(value), out _)
        : evaluation.Spend(others.Count) && others.Contains(value, JsonEquality.Instance);

    public override string Complaint(JsonElement value)
    {
        var named = string.Join(", ", values.Take(MaxNamed).Select(v => v.GetRawText()).Select(v => v.Length > 60 ? v[..60] + "…" : v));
        return values.Count == 1 ? $"must be {named}" : $"must be one of {named}{(values.Count > MaxNamed ? ", …" : "")}";
    }
}
