using System.Globalization;
using McpPlatform.Core.Identity;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// Obligations as the annotations of a permit say them: <c>@require_approval</c> with or without <c>@approval("elicitation")</c>,
/// <c>@mask("a.b,c")</c>, <c>@redact("email=allow")</c>, <c>@limit("10/minute")</c>, <c>@firewall("report")</c>, <c>@priority("low")</c>.
/// </summary>
internal static class ObligationText
{
    private const int MostPaths = 50;
    private static readonly string[] Known = ["id", "reason", "require_approval", "approval", "mask", "redact", "limit", "firewall", "priority"];

    /// <exception cref="UnreadablePolicyException">An annotation is none of these, or says what cannot be done.</exception>
    public static IReadOnlyList<Obligation> Read(string rule, IReadOnlyDictionary<string, string> annotations, bool permits, IReadOnlySet<string> detectors)
    {
        if (annotations.Keys.FirstOrDefault(name => !Known.Contains(name)) is { } unknown)
        {
            throw new UnreadablePolicyException($"its annotation @{unknown} means nothing here; there are {string.Join(", ", Known.Select(name => "@" + name))}");
        }

        if (annotations.ContainsKey("approval") && !annotations.ContainsKey("require_approval"))
        {
            throw new UnreadablePolicyException("its @approval says how to approve, but it asks for no approval; add @require_approval");
        }

        IReadOnlyList<Obligation> obligations =
        [
            .. annotations.TryGetValue("require_approval", out var why) ? [new RequireApproval(rule, why) { ByElicitation = ByElicitation(annotations) }] : Array.Empty<Obligation>(),
            .. annotations.TryGetValue("mask", out var paths) ? [Mask(rule, paths)] : Array.Empty<Obligation>(),
            .. annotations.TryGetValue("redact", out var change) ? [Redact(rule, change, detectors)] : Array.Empty<Obligation>(),
            .. annotations.TryGetValue("limit", out var rate) ? [Limit(rule, rate)] : Array.Empty<Obligation>(),
            .. annotations.TryGetValue("firewall", out var action) ? [Firewall(rule, action)] : Array.Empty<Obligation>(),
            .. annotations.TryGetValue("priority", out var priority) ? [Priority(rule, priority)] : Array.Empty<Obligation>(),
        ];
        return permits || obligations.Count == 0 ? obligations : throw new UnreadablePolicyException("it forbids, and so cannot ask for approval, masks, redaction, limits, inspection or a priority");
    }

    /// <summary>An obligation in words.</summary>
    public static string Describe(Obligation obligation) => obligation switch
    {
        RequireApproval { ByElicitation: true } => $"a person approves first, who may be the caller's own, by elicitation ({obligation.Rule})",
        RequireApproval => $"a person approves first ({obligation.Rule})",
        MaskAnswer mask => $"masked in the answer: {string.Join(", ", mask.Paths)} ({mask.Rule})",
        RedactAnswer redact => $"redaction of the answer: {redact.Change.Text} ({redact.Rule})",
        LimitRate limit => $"at most {limit.Times} in {limit.Per} ({limit.Rule})",
        InspectTexts inspect => $"threats in texts: {inspect.Action.ToString().ToLowerInvariant()} ({inspect.Rule})",
        LowerPriority => $"others go first ({obligation.Rule})",
        _ => obligation.Rule,
    };

    private static bool ByElicitation(IReadOnlyDictionary<string, string> annotations) => annotations.TryGetValue("approval", out var how)
        && (how == "elicitation" ? true : throw new UnreadablePolicyException($"its @approval(\"{how}\") is none: there is \"elicitation\", and what is said of nothing"));

    private static MaskAnswer Mask(string rule, string text)
    {
        var paths = text.Split(',', StringSplitOptions.TrimEntries);
        return paths.Length <= MostPaths && paths.All(path => path.Length > 0 && path.Split('.').All(step => step.Length > 0))
            ? new MaskAnswer(rule, paths)
            : throw new UnreadablePolicyException($"its @mask(\"{text}\") is no list of 1 to {MostPaths} paths such as \"customer.email,notes\"");
    }

    private static RedactAnswer Redact(string rule, string text, IReadOnlySet<string> detectors)
    {
        try
        {
            return new RedactAnswer(rule, RedactionChange.Read(text, detectors));
        }
        catch (FormatException exception)
        {
            throw new UnreadablePolicyException($"its @redact(\"{text}\") {exception.Message}");
        }
    }

    private static LowerPriority Priority(string rule, string text) => text == "low"
        ? new LowerPriority(rule)
        : throw new UnreadablePolicyException($"its @priority(\"{text}\") is none: there is \"low\", and what no policy lowers");

    private static LimitRate Limit(string rule, string text) =>
        text.Split('/') is [var times, var unit] && int.TryParse(times, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
        && Duration(unit) is { } per
            ? new LimitRate(rule, count, per)
            : throw new UnreadablePolicyException($"its @limit(\"{text}\") is not like \"10/minute\"; the units are second, minute, hour and day");

    private static InspectTexts Firewall(string rule, string text) => text switch
    {
        "off" => new InspectTexts(rule, FirewallAction.Off),
        "report" => new InspectTexts(rule, FirewallAction.Report),
        "block" => new InspectTexts(rule, FirewallAction.Block),
        _ => throw new UnreadablePolicyException($"its @firewall(\"{text}\") is none of off, report and block"),
    };

    private static TimeSpan? Duration(string unit) => unit switch
    {
        "second" => TimeSpan.FromSeconds(1),
        "minute" => TimeSpan.FromMinutes(1),
        "hour" => TimeSpan.FromHours(1),
        "day" => TimeSpan.FromDays(1),
        _ => null,
    };
}
