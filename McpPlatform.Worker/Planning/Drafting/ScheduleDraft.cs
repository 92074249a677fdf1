using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Worker.Planning.Recognisers;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Drafting;

/// <summary>Turns what was said about when to run into a schedule, or a question.</summary>
internal static class ScheduleDraft
{
    private const string Field = "schedule";

    public static PlanSchedule Of(Wish wish, DateTimeOffset now)
    {
        var said = Answered(wish) ?? wish.Schedule;
        if (said is null)
        {
            return PlanSchedule.Manual;
        }

        if (wish.Answers.TryGetValue("schedule.timeZone", out var zone))
        {
            said.Zone = Zones.Find(zone) ?? said.Zone;
        }

        var outcome = ScheduleCron.Of(said);
        if (outcome.Schedule is not { } schedule)
        {
            wish.Ask(Field, $"{outcome.Fault} When should it run?", []);
            return PlanSchedule.Manual;
        }

        if (ScheduleCritic.FindFault(schedule, now) is { } fault)
        {
            wish.Ask(Field, $"{fault.Sentence} When should it run?", []);
        }

        if (outcome.Reason is not null)
        {
            wish.Because(Field, outcome.Reason);
        }

        return schedule;
    }

    /// <summary>A later turn that only names a zone, or only catch-up, changes that alone.</summary>
    public static ScheduleWords Amend(ScheduleWords? before, ScheduleWords now)
    {
        if (before is null || now.HasRhythm || now.Manual || now.Fault is not null)
        {
            now.Zone ??= before?.Zone;
            now.CatchUp ??= before?.CatchUp;
            return now;
        }

        before.Zone = now.Zone ?? before.Zone;
        before.CatchUp = now.CatchUp ?? before.CatchUp;
        return before;
    }

    private static ScheduleWords? Answered(Wish wish)
    {
        if (!wish.Answers.TryGetValue(Field, out var answer))
        {
            return null;
        }

        if (answer.Equals("manual", StringComparison.OrdinalIgnoreCase))
        {
            return new ScheduleWords { Manual = true };
        }

        var said = answer.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 5 && answer.All(c => char.IsAsciiDigit(c) || c is ' ' or '*' or '/' or ',' or '-')
            ? new ScheduleWords { Cron = answer }
            : ScheduleRecogniser.Take(new Sentence(answer));
        if (said is not null)
        {
            said.Zone ??= wish.Schedule?.Zone;
        }

        return said;
    }
}

/// <summary>Chooses what happens when the schema changes.</summary>
internal static class SchemaPolicyDraft
{
    public static SchemaPolicy Of(Wish wish)
    {
        if (wish.Answers.TryGetValue("schemaPolicy", out var answer)
            && Enum.TryParse<SchemaPolicy>(answer.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var policy))
        {
            return policy;
        }

        wish.Because("schemaPolicy", wish.Policy is null ? "Nothing was said about new columns, so they are added as they come." : "You said what happens when the schema changes.");
        return wish.Policy ?? SchemaPolicy.Evolve;
    }
}
