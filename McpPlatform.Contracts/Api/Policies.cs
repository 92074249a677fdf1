using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>A set of policies of a tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Text">The policies, in Cedar.</param>
/// <param name="Mode">Whether it is enforced.</param>
/// <param name="Version">Counts from 1 and grows with each change.</param>
/// <param name="ChangedBy">Who changed it last.</param>
/// <param name="ChangedAt">When.</param>
public sealed record PolicySetInfo(string Name, string Text, PolicyMode Mode, int Version, string ChangedBy, DateTimeOffset ChangedAt);

/// <summary>What a set of policies becomes.</summary>
/// <param name="Text">The policies, in Cedar; at most 262,144 characters.</param>
/// <param name="Mode">Whether it is enforced.</param>
/// <param name="ExpectedVersion">The version that is changed, 0 for a new set; <see langword="null"/> for whichever stands.</param>
public sealed record PutPolicySet(string Text, PolicyMode Mode = PolicyMode.Enforced, int? ExpectedVersion = null);

/// <summary>A version a set of policies had or has.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Mode">Whether it was enforced.</param>
/// <param name="ChangedBy">Who made it.</param>
/// <param name="ChangedAt">When.</param>
public sealed record PolicySetVersion(int Version, PolicyMode Mode, string ChangedBy, DateTimeOffset ChangedAt)
{
    /// <summary>The policies; <see langword="null"/> where the set was removed.</summary>
    public string? Text { get; init; }
}

/// <summary>Puts a former version of a set of policies back, as a new version.</summary>
/// <param name="Version">The former version.</param>
public sealed record RestorePolicySet(int Version);

/// <summary>Whether policies are enforced.</summary>
[JsonConverter(typeof(SnakeCaseEnum<PolicyMode>))]
public enum PolicyMode
{
    /// <summary>They decide.</summary>
    Enforced,

    /// <summary>They are evaluated, and what they would refuse is logged; they decide nothing.</summary>
    DryRun,
}

/// <summary>Policies to be checked.</summary>
/// <param name="Text">The policies, in Cedar.</param>
public sealed record CheckPolicies(string Text);

/// <summary>What is wrong with policies.</summary>
/// <param name="Problems">Empty when nothing is.</param>
public sealed record PolicyCheck(IReadOnlyList<PolicyProblem> Problems);

/// <summary>Something wrong with policies.</summary>
/// <param name="Line">In which line, from 1.</param>
/// <param name="Column">In which byte of it, from 1.</param>
/// <param name="Message">What.</param>
public sealed record PolicyProblem(int Line, int Column, string Message);

/// <summary>Asks what would be decided, and why. Nothing is done.</summary>
/// <param name="Principal">Who.</param>
/// <param name="Action">What, such as <c>tool.call</c>.</param>
/// <param name="Resource">On what.</param>
public sealed record ExplainPolicy(PolicyPrincipal Principal, string Action, PolicySubject Resource)
{
    /// <summary>What else is known of the request.</summary>
    public PolicyCircumstances? Context { get; init; }

    /// <summary>Policies that are asked too, as if they were a set of their name, without being kept; <see langword="null"/> for none.</summary>
    public IReadOnlyDictionary<string, string>? Drafts { get; init; }
}

/// <summary>Who would act.</summary>
/// <param name="Kind">Whom it stands for.</param>
/// <param name="Id">Its id, such as <c>key:018f…</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Scopes">Its scopes; <see langword="null"/> for those of its roles.</param>
/// <param name="Roles">Its roles; <see langword="null"/> for none.</param>
public sealed record PolicyPrincipal(
    PrincipalKind Kind, string Id = "", string Name = "", IReadOnlyList<Scope>? Scopes = null, IReadOnlyList<Role>? Roles = null);

/// <summary>What would be acted on.</summary>
/// <param name="Type">What it is, such as <c>tool</c>.</param>
/// <param name="Id">Which one, such as <c>wiki/search</c>.</param>
/// <param name="Risk">How much harm it can do; <see langword="null"/> where nobody said.</param>
/// <param name="Tags">Words it is found by; <see langword="null"/> for none.</param>
/// <param name="Owner">Who answers for it; <see langword="null"/> where nobody said.</param>
/// <param name="Upstream">The server it belongs to; <see langword="null"/> where it is the part of a tool's id before the slash, or there is none.</param>
public sealed record PolicySubject(
    string Type, string Id, RiskClass? Risk = null, IReadOnlyList<string>? Tags = null, string? Owner = null, string? Upstream = null);

/// <summary>What would be known of a request beside who, what and on what.</summary>
public sealed record PolicyCircumstances
{
    /// <summary>Arguments of the call.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>When it is; left out for now.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>How it comes in.</summary>
    public string? Transport { get; init; }

    /// <summary>Subject of the client's certificate.</summary>
    public string? Certificate { get; init; }
}

/// <summary>What would be decided, and why.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="Rule">The rule that decides.</param>
/// <param name="Reason">The sentence for whoever is refused; empty when allowed.</param>
/// <param name="DecidedBy">All policies that decided alike; empty when none applied.</param>
/// <param name="Asked">The policies that can apply to the action.</param>
/// <param name="Read">The attributes these read: nothing else matters to the decision.</param>
/// <param name="Obligations">What would have to be done with it, in words.</param>
/// <param name="Version">The version of the policies.</param>
public sealed record PolicyExplanation(
    bool Allowed, string Rule, string Reason, IReadOnlyList<string> DecidedBy, IReadOnlyList<string> Asked, IReadOnlyList<string> Read,
    IReadOnlyList<string> Obligations, string Version);
