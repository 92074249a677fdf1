using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Planning;

/// <summary>What planning answers, the same object in the API, over MCP and on the command line.</summary>
public sealed record PlanAnswer
{
    /// <summary>How far planning came.</summary>
    public required PlanAnswerStatus Status { get; init; }

    /// <summary>The conversation to answer in.</summary>
    public required Guid ConversationId { get; init; }

    /// <summary>The plan; set exactly when <see cref="Status"/> is ready.</summary>
    public PipelinePlan? Plan { get; init; }

    /// <summary>SHA-256 of the plan (see <see cref="PlanHash"/>); set with <see cref="Plan"/>.</summary>
    public string? PlanHash { get; init; }

    /// <summary>Ready: why each choice was made. Impossible: what stands in the way. Else empty.</summary>
    public IReadOnlyList<PlanReason> Reasons { get; init => field = value ?? []; } = [];

    /// <summary>What must be answered first; not empty exactly when input is needed.</summary>
    public IReadOnlyList<PlanQuestion> Questions { get; init => field = value ?? []; } = [];

    /// <summary>Parts of the words that had no effect on the plan.</summary>
    public IReadOnlyList<string> NotUnderstood { get; init => field = value ?? []; } = [];
}

/// <summary>How far planning came.</summary>
[JsonConverter(typeof(SnakeCaseEnum<PlanAnswerStatus>))]
public enum PlanAnswerStatus
{
    /// <summary>A checked plan lies there.</summary>
    Ready,

    /// <summary>Something is missing or ambiguous.</summary>
    NeedsInput,

    /// <summary>It cannot be done; the reasons say why.</summary>
    Impossible,
}

/// <summary>Why a choice was made, or what stands in the way.</summary>
/// <param name="Field">The plan field concerned, such as <c>streams[0].syncMode</c>; empty for the plan as a whole.</param>
/// <param name="Reason">One sentence.</param>
public sealed record PlanReason(string Field, string Reason);

/// <summary>Something a person must say before the plan is complete.</summary>
/// <param name="Field">The field to answer, such as <c>source.connection</c>.</param>
/// <param name="Question">One question in plain words.</param>
/// <param name="Choices">Real choices, taken from catalogs; empty when free text is wanted.</param>
public sealed record PlanQuestion(string Field, string Question, IReadOnlyList<PlanChoice> Choices);

/// <summary>One choice of a <see cref="PlanQuestion"/>.</summary>
/// <param name="Value">What to answer.</param>
/// <param name="Label">What to show.</param>
public sealed record PlanChoice(string Value, string Label);
