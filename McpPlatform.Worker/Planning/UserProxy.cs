using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Grounding;
using McpPlatform.Worker.Planning.Recognisers;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning;

/// <summary>Speaks for the person: reads, turn by turn, everything that can be understood without looking into a catalog.</summary>
internal static class UserProxy
{
    // "I would like to have …": a "to" that leads to a verb, not to a place.
    private static readonly Regex Courtesy = Phrases.Of(
        "(?:please|pls|thanks|thank you)|(?:(?:i|we|you|they) )?(?:(?:would|do|really|just|will|can|could|please) )*(?:like|want|need|wish|love|prefer|hope|have|try|able|going|supposed|remember)(?: you| us| it)? to(?: have| see)?|(?:in order )?to (?=(?:copy|load|move|sync|import|export|get|put|bring|have|see|be|make|mask|keep|transfer|ingest|pull|take|send) )");

    public static Wish Read(IReadOnlyList<ConversationTurn> turns, PlanningWorld world)
    {
        var wish = new Wish();
        var connections = new ConnectionGrounding(world);
        for (var i = 0; i < turns.Count; i++)
        {
            var sentence = new Sentence(turns[i].Words);
            connections.Split(sentence);
            Spelling.Correct(sentence, word => connections.ByName(word) is not null);
            wish.Sentences.Add(sentence);
            ReadSentence(sentence, wish);
            wish.Clauses.AddRange(Clauses.Cut(sentence, i));
            foreach (var (field, answer) in turns[i].Answers)
            {
                wish.Answers[field] = answer.Trim();
            }
        }

        connections.Read(wish);
        return wish;
    }

    // Names first, since a pipeline may be called "nightly"; then what has the firmest wording.
    private static void ReadSentence(Sentence sentence, Wish wish)
    {
        SettingsRecogniser.ReadName(sentence, wish);
        SettingsRecogniser.Read(sentence, wish);
        ModeRecogniser.Read(sentence, wish);
        Refusals.Read(sentence, wish);
        sentence.TakeAll(Courtesy, "courtesy");
        if (ScheduleRecogniser.Take(sentence) is { } schedule)
        {
            wish.Schedule = ScheduleDraft.Amend(wish.Schedule, schedule);
            wish.Forget("schedule");
        }
    }
}
