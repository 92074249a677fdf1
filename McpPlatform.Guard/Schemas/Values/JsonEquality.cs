using System.Runtime.CompilerServices;
using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Values;

/// <summary>Equality of JSON values as JSON Schema has it (Core, 4.2.2): numbers by value, members in any order.</summary>
internal sealed class JsonEquality : IEqualityComparer<JsonElement>
{
    public static readonly JsonEquality Instance = new();

    // Documents that were read without a limit may be nested deeper than the stack goes.
    public bool Equals(JsonElement x, JsonElement y) => x.ValueKind == y.ValueKind && RuntimeHelpers.TryEnsureSufficientExecutionStack() && x.ValueKind switch
    {
        JsonValueKind.String => SameText(JsonText.Raw(x), JsonText.Raw(y)),
        JsonValueKind.Number => ExactNumber.Of(x).CompareTo(ExactNumber.Of(y)) == 0,
        JsonValueKind.Array => x.GetArrayLength() == y.GetArrayLength() && x.EnumerateArray().SequenceEqual(y.EnumerateArray(), this),
        JsonValueKind.Object => x.GetPropertyCount() == y.GetPropertyCount() && SameMembers(MembersOf(x), MembersOf(y)),
        _ => true,
    };

    public int GetHashCode(JsonElement value) => !RuntimeHelpers.TryEnsureSufficientExecutionStack() ? 0 : value.ValueKind switch
    {
        JsonValueKind.String => JsonText.Of(value).GetHashCode(StringComparison.Ordinal),
        JsonValueKind.Number => ExactNumber.Of(value).Hash(),
        JsonValueKind.Array => value.EnumerateArray().Aggregate(value.GetArrayLength(), (hash, item) => HashCode.Combine(hash, GetHashCode(item))),
        JsonValueKind.Object => MembersOf(value).Aggregate(0, (hash, member) => unchecked(hash + HashCode.Combine(member.Key, GetHashCode(member.Value)))),
        _ => (int)value.ValueKind,
    };

    public static bool SameText(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.SequenceEqual(right) || ((JsonText.IsEscaped(left) || JsonText.IsEscaped(right)) && JsonText.Decode(left) == JsonText.Decode(right));

    private bool SameMembers(Dictionary<string, JsonElement> left, Dictionary<string, JsonElement> right) =>
        left.Count == right.Count && left.All(member => right.TryGetValue(member.Key, out var other) && Equals(member.Value, other));

    private static Dictionary<string, JsonElement> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(value.GetPropertyCount());
        foreach (var property in value.EnumerateObject())
        {
            members[JsonText.NameOf(property)] = property.Value;
        }

        return members;
    }
}
