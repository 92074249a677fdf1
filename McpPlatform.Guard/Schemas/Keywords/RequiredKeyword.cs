using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Keywords;

/// <summary>Names that an object must have.</summary>
internal sealed class RequiredNames(IReadOnlyList<string> names)
{
    private readonly byte[][] utf8 = [.. names.Select(Encoding.UTF8.GetBytes)];

    public bool AreIn(JsonElement value, Evaluation evaluation) => Array.TrueForAll(utf8, name => Has(value, name, evaluation));

    /// <summary>Some of those that an object with these members does not have.</summary>
    public string MissingAmong(HashSet<string> members) => string.Join(" and ", names.Where(name => !members.Contains(name)).Take(10).Select(name => $"'{name}'"));

    public static HashSet<string> MembersOf(JsonElement value) => [.. value.EnumerateObject().Select(JsonText.NameOf)];

    public static bool Has(JsonElement value, byte[] name, Evaluation evaluation)
    {
        var looked = 1;
        foreach (var property in value.EnumerateObject())
        {
            if (JsonText.IsName(JsonMarshal.GetRawUtf8PropertyName(property), name))
            {
                return evaluation.Spend(looked / 16);
            }

            looked++;
        }

        return !evaluation.Spend(looked / 16);
    }
}

/// <summary><c>required</c> (Validation, 6.5.3).</summary>
internal sealed class RequiredKeyword(RequiredNames names) : Assertion("required")
{
    protected override bool Holds(JsonElement value, Evaluation evaluation) =>
        value.ValueKind != JsonValueKind.Object || names.AreIn(value, evaluation);

    public override string Complaint(JsonElement value) => $"must have {names.MissingAmong(RequiredNames.MembersOf(value))}";
}

/// <summary><c>dependentRequired</c> (Validation, 6.5.4).</summary>
internal sealed class DependentRequiredKeyword(string name, IReadOnlyList<KeyValuePair<string, RequiredNames>> dependents) : Assertion(name)
{
    private readonly (string Name, byte[] Utf8, RequiredNames Names)[] dependents =
        [.. dependents.Select(d => (d.Key, Encoding.UTF8.GetBytes(d.Key), d.Value))];

    protected override bool Holds(JsonElement value, Evaluation evaluation) => value.ValueKind != JsonValueKind.Object
        || Array.TrueForAll(dependents, d => !RequiredNames.Has(value, d.Utf8, evaluation) || d.Names.AreIn(value, evaluation));

    public override string Complaint(JsonElement value)
    {
        var members = RequiredNames.MembersOf(value);
        var (because, _, names) = dependents.First(d => members.Contains(d.Name) && d.Names.MissingAmong(members).Length > 0);
        return $"must have {names.MissingAmong(members)}, because it has '{because}'";
    }
}
