using McpPlatform.Contracts.Planning;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Drafting;

/// <summary>Says how far planning came when there is no plan yet, and what of the words had no effect.</summary>
internal static class Answers
{
    /// <param name="wish">The wish.</param>
    /// <param name="grounded">Whether all words were looked up; until then nobody can say which of them have no effect.</param>
    public static PlanAnswer Ask(Wish wish, bool grounded) => new()
    {
        Status = PlanAnswerStatus.NeedsInput,
        ConversationId = Guid.Empty,
        Questions = wish.Questions,
        NotUnderstood = grounded ? NotUnderstood(wish) : [],
    };

    public static PlanAnswer Impossible(Wish wish) => new()
    {
        Status = PlanAnswerStatus.Impossible,
        ConversationId = Guid.Empty,
        Reasons = [.. wish.Refusals.Distinct()],
    };

    /// <summary>Words in a row that nobody took and that carry meaning.</summary>
    public static IReadOnlyList<string> NotUnderstood(Wish wish)
    {
        var parts = new List<string>();
        foreach (var sentence in wish.Sentences)
        {
            for (var i = 0; i < sentence.Tokens.Count; i++)
            {
                var first = i;
                while (i < sentence.Tokens.Count && Carries(sentence, i))
                {
                    i++;
                }

                if (i > first)
                {
                    parts.Add(sentence.Original(first, i - 1));
                }
            }
        }

        return parts;
    }

    private static bool Carries(Sentence sentence, int i) =>
        sentence.IsFreeName(i) && (sentence.Tokens[i].Quoted || !StopWords.Contains(sentence.Tokens[i].Text));
}
