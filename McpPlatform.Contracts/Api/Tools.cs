using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Api;

/// <summary>A tool of an upstream, and what was decided about its definition. Agents are offered it only while it is <see cref="ToolState.Approved"/>.</summary>
/// <param name="Upstream">The upstream.</param>
/// <param name="Name">What the upstream calls it.</param>
/// <param name="State">Where its definition stands.</param>
/// <param name="Findings">What is suspicious in the definition offered last, gravest first.</param>
/// <param name="Title">Its title for people; <see langword="null"/> for none.</param>
/// <param name="Description">The beginning of its description, at most 300 characters; <see langword="null"/> for none.</param>
/// <param name="Approved">The definition that was approved; <see langword="null"/> for none yet.</param>
/// <param name="Offered">The definition that the upstream offers, where it is not the approved one.</param>
public sealed record ToolInfo(
    string Upstream,
    string Name,
    ToolState State,
    IReadOnlyList<DefinitionFinding> Findings,
    string? Title = null,
    string? Description = null,
    ApprovedDefinition? Approved = null,
    OfferedDefinition? Offered = null)
{
    /// <summary>The code, where it runs in the sandbox, as it is registered now; <see langword="null"/> for tools of servers.</summary>
    public SandboxCode? Sandbox { get; init; }
}

/// <summary>The definition of a tool that may be offered to agents.</summary>
/// <param name="Hash">SHA-256 of its canonical JSON (RFC 8785), in lower-case hexadecimal.</param>
/// <param name="By">Who approved it, or registered the upstream where it was approved on sight.</param>
/// <param name="At">When.</param>
public sealed record ApprovedDefinition(string Hash, string By, DateTimeOffset At);

/// <summary>A definition that an upstream offers and that is not approved.</summary>
/// <param name="Hash">SHA-256 of its canonical JSON (RFC 8785), in lower-case hexadecimal.</param>
/// <param name="FirstSeen">When it was seen first.</param>
/// <param name="RejectedBy">Who rejected it; <see langword="null"/> while it waits for a decision.</param>
/// <param name="RejectedAt">When it was rejected.</param>
public sealed record OfferedDefinition(string Hash, DateTimeOffset FirstSeen, string? RejectedBy = null, DateTimeOffset? RejectedAt = null);

/// <summary>A tool with both of its definitions and what changed between them.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Changes">From the approved to the offered definition, at most 500; empty where nothing is offered that is not approved.</param>
/// <param name="ApprovedJson">The approved definition as canonical JSON; <see langword="null"/> for none.</param>
/// <param name="OfferedJson">The definition that is offered and not approved, as canonical JSON; <see langword="null"/> for none.</param>
/// <param name="ChangesLeftOut">How many changes there are beyond those; the two definitions hold them.</param>
public sealed record ToolDetail(
    ToolInfo Tool, IReadOnlyList<DefinitionChange> Changes, string? ApprovedJson = null, string? OfferedJson = null, int ChangesLeftOut = 0);

/// <summary>A value that differs between two definitions.</summary>
/// <param name="Where">JSON pointer (RFC 6901).</param>
/// <param name="Before">What it was: text as it is, other values as JSON; <see langword="null"/> where it is new.</param>
/// <param name="After">What it is; <see langword="null"/> where it is gone.</param>
public sealed record DefinitionChange(string Where, string? Before = null, string? After = null);

/// <summary>A decision about one definition of a tool.</summary>
/// <param name="Hash">Hash of the definition that was looked at; 409 when it is not the one that is offered by now.</param>
public sealed record DecideTool(string Hash);

/// <summary>Where the definition of a tool stands.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ToolState>))]
public enum ToolState
{
    /// <summary>What is offered is what was approved.</summary>
    Approved,

    /// <summary>What is offered waits for a person; agents are not offered it.</summary>
    Quarantined,

    /// <summary>A person said no to what is offered.</summary>
    Rejected,

    /// <summary>The upstream offers it no more.</summary>
    Withdrawn,
}

/// <summary>How far the definitions of an upstream's tools are trusted before a person has seen them. A change always waits for a person.</summary>
[JsonConverter(typeof(SnakeCaseEnum<DefinitionTrust>))]
public enum DefinitionTrust
{
    /// <summary>What is seen for the first time is approved on sight, unless it is dangerous.</summary>
    FirstUse,

    /// <summary>Everything new waits for a person, too.</summary>
    Reviewed,
}

/// <summary>Something suspicious in the definition of a tool.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Severity">How grave it is.</param>
/// <param name="Where">JSON pointer (RFC 6901) into the definition.</param>
/// <param name="Message">One sentence for the person who decides.</param>
public sealed record DefinitionFinding(FindingKind Kind, DefinitionSeverity Severity, string Where, string Message);

/// <summary>How grave a finding is.</summary>
[JsonConverter(typeof(SnakeCaseEnum<DefinitionSeverity>))]
public enum DefinitionSeverity
{
    /// <summary>Worth knowing.</summary>
    Notice,

    /// <summary>Worth a look before the tool is used.</summary>
    Warning,

    /// <summary>The tool is quarantined until a person has decided, even at first sight.</summary>
    Danger,
}

/// <summary>What is suspicious about a definition.</summary>
[JsonConverter(typeof(SnakeCaseEnum<FindingKind>))]
public enum FindingKind
{
    /// <summary>Characters that a model reads and a person does not see.</summary>
    HiddenCharacters,

    /// <summary>Letters of another script in place of those they look like.</summary>
    Lookalikes,

    /// <summary>Comments, tags or styles that hide or stress text.</summary>
    HiddenMarkup,

    /// <summary>Escape sequences for terminals.</summary>
    TerminalControl,

    /// <summary>An instruction to the model beyond what the tool does.</summary>
    Instruction,

    /// <summary>Wants something kept from the person.</summary>
    Concealment,

    /// <summary>Wants files, secrets or conversations read or sent.</summary>
    Exfiltration,

    /// <summary>Tells how tools of others are to be used, or not.</summary>
    OtherTools,

    /// <summary>Encoded text that says one of these.</summary>
    EncodedText,

    /// <summary>A parameter that asks for the conversation, the model's instructions or secrets.</summary>
    SensitiveParameter,

    /// <summary>A name that another tool has, or that looks like it.</summary>
    ShadowedName,
}
