using System.Text.Json.Serialization;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Contracts.Api;

/// <summary>Begins a conversation.</summary>
/// <param name="Words">What is wanted, 1 to 4,000 characters.</param>
public sealed record StartConversation(string Words);

/// <summary>Goes on with a conversation: words, or answers to questions, or both.</summary>
public sealed record ContinueConversation
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>More words; <see langword="null"/> for none.</summary>
    public string? Words { get; init; }

    /// <summary>Values by the field of a question; empty for none.</summary>
    public IReadOnlyDictionary<string, string> Answers
    {
        // Whoever reads JSON that leaves it out sets it to null.
        get => field ?? None;
        init;
    }
}

/// <summary>A conversation with its latest answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Turns">What was said, oldest first.</param>
/// <param name="Answer">The latest answer.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record ConversationInfo(
    Guid Id, IReadOnlyList<ConversationTurn> Turns, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] PlanAnswer? Answer,
    DateTimeOffset StartedAt);

/// <summary>One thing said.</summary>
/// <param name="Words">The words; empty where only answers were given.</param>
/// <param name="Answers">Answers given.</param>
/// <param name="At">When.</param>
public sealed record ConversationTurn(string Words, IReadOnlyDictionary<string, string> Answers, DateTimeOffset At);

/// <summary>A plan to check without storing it.</summary>
/// <param name="Plan">The plan.</param>
public sealed record CheckPlan(PipelinePlan Plan);
