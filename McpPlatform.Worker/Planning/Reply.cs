using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Worker.Planning.Recognisers;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning;

/// <summary>Reads a short reply as the answer to what was asked: "updated_at", "the shop one", "8am and 8pm".</summary>
internal static class Reply
{
    public static ConversationTurn Read(ConversationTurn turn, IReadOnlyList<PlanQuestion> questions)
    {
        foreach (var question in questions)
        {
            if (Answer(turn.Words, question) is { } answer)
            {
                return turn with { Words = "", Answers = new Dictionary<string, string> { [question.Field] = answer } };
            }
        }

        return turn;
    }

    private static string? Answer(string words, PlanQuestion question)
    {
        if (question.Field == "schedule")
        {
            return ScheduleRecogniser.Take(new Sentence(words)) is { HasRhythm: true } ? words : null;
        }

        var said = Tokenizer.Cut(words).Where(t => t.Quoted || !(t.IsPunctuation || StopWords.Contains(t.Text))).Select(t => t.Original).ToList();
        var key = Names.Key(said.Count > 0 ? string.Join(' ', said) : words);
        var fitting = question.Choices.Where(c => Names.Key(c.Value) == key || Names.Key(c.Label) == Names.Key(words)).ToList();
        return fitting is [var only] ? only.Value : null;
    }
}
