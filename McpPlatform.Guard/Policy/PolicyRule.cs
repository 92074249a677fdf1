using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Core.Identity;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Guard.Policy;

/// <summary>One policy, ready to be put into slices.</summary>
/// <param name="Id">Its id: that of its annotation, after the name of its set unless it is shipped.</param>
/// <param name="Permits">Whether it permits; else it forbids.</param>
/// <param name="Reason">The sentence for whoever is refused by it, or for lack of it; <see langword="null"/> for none.</param>
/// <param name="ForActions">The actions and groups of its head; <see langword="null"/> for all.</param>
/// <param name="Reads">What it reads.</param>
/// <param name="Obligations">What goes with what it permits.</param>
/// <param name="Json">Cedar's JSON form, open to all actions: a slice holds only what can apply.</param>
internal sealed record PolicyRule(
    string Id, bool Permits, string? Reason, IReadOnlySet<string>? ForActions, PolicyReads Reads, IReadOnlyList<Obligation> Obligations, JsonNode Json)
{
    /// <summary>Makes it of Cedar's JSON form.</summary>
    /// <param name="prefix">What its id begins with.</param>
    /// <param name="policy">Cedar's JSON form.</param>
    /// <param name="detectors">Ids of the detectors of sensitive data there are.</param>
    /// <exception cref="UnreadablePolicyException">It cannot be used, and why.</exception>
    public static PolicyRule Of(string prefix, JsonElement policy, IReadOnlySet<string> detectors)
    {
        var annotations = AnnotationsOf(policy);
        var id = annotations.GetValueOrDefault("id");
        if (string.IsNullOrWhiteSpace(id) || id.Length > 100 || id.Any(char.IsControl))
        {
            throw new UnreadablePolicyException("it has no name of 1 to 100 characters; write @id(\"…\") before it, so that a refusal can name it");
        }

        var permits = policy.GetProperty("effect").GetString() == "permit";
        var actions = ActionsOf(policy.GetProperty("action"));
        var obligations = ObligationText.Read(prefix + id, annotations, permits, detectors);
        if (obligations.FirstOrDefault(o => actions?.All(action => CanOblige(o, action)) != true) is { } astray)
        {
            throw new UnreadablePolicyException(CanOblige(astray, Actions.Read)
                ? $"only what agents call or read can be redacted, inspected or put last; write action == Action::\"{Actions.CallTool}\" or Action::\"{Actions.Read}\" in its head"
                : $"only calls of tools can be masked, limited or approved; write action == Action::\"{Actions.CallTool}\" in its head");
        }

        var json = JsonNode.Parse(policy.GetRawText())!;
        json["action"] = new JsonObject { ["op"] = "All" };
        json.AsObject().Remove("annotations");
        return new PolicyRule(
            prefix + id, permits, annotations.GetValueOrDefault("reason"), actions, PolicyReading.Of(policy), obligations, json);
    }

    /// <summary>Whether it can apply to an action that belongs to some groups.</summary>
    public bool AppliesTo(string action, IReadOnlyList<string> groups) =>
        ForActions is null || ForActions.Contains(action) || groups.Any(ForActions.Contains);

    // What agents read of prompts and resources passes the same stages as calls of tools; there is nothing in it to mask, and nobody approves reading.
    private static bool CanOblige(Obligation obligation, string action) =>
        action == Actions.CallTool || (action == Actions.Read && obligation is RedactAnswer or InspectTexts or LowerPriority);

    private static Dictionary<string, string> AnnotationsOf(JsonElement policy) => policy.TryGetProperty("annotations", out var annotations)
        ? annotations.EnumerateObject().ToDictionary(a => a.Name, a => a.Value.GetString() ?? "", StringComparer.Ordinal)
        : [];

    private static HashSet<string>? ActionsOf(JsonElement constraint) => constraint switch
    {
        _ when constraint.TryGetProperty("entity", out var one) => [IdOf(one)],
        _ when constraint.TryGetProperty("entities", out var many) => [.. many.EnumerateArray().Select(IdOf)],
        _ => null,
    };

    private static string IdOf(JsonElement entity) => (entity.TryGetProperty("__entity", out var inner) ? inner : entity).GetProperty("id").GetString()!;
}
