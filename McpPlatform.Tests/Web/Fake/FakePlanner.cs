using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>Answers a few phrases as the planner would.</summary>
internal static class FakePlanner
{
    public static PlanAnswer Answer(Guid id, IReadOnlyList<ConversationTurn> turns)
    {
        var words = string.Join(' ', turns.Select(turn => turn.Words));
        var answers = turns.SelectMany(turn => turn.Answers).GroupBy(a => a.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        if (words.Contains("drop", StringComparison.Ordinal))
        {
            return new PlanAnswer
            {
                Status = PlanAnswerStatus.Impossible, ConversationId = id,
                Reasons = [new PlanReason("", "Pipelines move data; they never drop tables.")],
            };
        }

        if (words.Contains("shop", StringComparison.Ordinal) && !answers.ContainsKey("source.connection"))
        {
            return Ask(id, new PlanQuestion(
                "source.connection", "Where are the customers?",
                [new("warehouse", "warehouse"), new("samples", "samples"), new("add", "Add a connection")]));
        }

        return words.Contains("file", StringComparison.Ordinal) && !answers.ContainsKey("streams[0].name")
            ? Ask(
                id,
                new PlanQuestion("streams[0].name", "Which file do you mean?", [new("airports.csv", "airports.csv (206 kB)"), new("movies.json", "movies.json (1.2 MB)")]),
                new PlanQuestion("streams[0].target", "What should the table be called?", []))
            : Ready(id, Plan(turns[0].Words, words, answers));
    }

    private static PlanAnswer Ask(Guid id, params PlanQuestion[] questions) =>
        new() { Status = PlanAnswerStatus.NeedsInput, ConversationId = id, Questions = questions };

    private static PlanAnswer Ready(Guid id, PipelinePlan plan) => new()
    {
        Status = PlanAnswerStatus.Ready,
        ConversationId = id,
        Plan = plan,
        PlanHash = PlanHash.Of(plan),
        Reasons =
        [
            new PlanReason("source.connection", "You named the samples."),
            new PlanReason("streams[0].syncMode", "“replacing what is there” means that the table is overwritten."),
        ],
        NotUnderstood = plan.Request.Contains("please", StringComparison.Ordinal) ? ["pretty please"] : [],
    };

    private static PipelinePlan Plan(string request, string words, Dictionary<string, string> answers)
    {
        var replaces = words.Contains("replac", StringComparison.Ordinal);
        return new PipelinePlan
        {
            Version = 1,
            Name = "airports-to-warehouse",
            Request = request,
            Source = new PlanEndpoint { Connection = answers.GetValueOrDefault("source.connection", "samples") },
            Destination = new PlanEndpoint { Connection = "warehouse" },
            Streams = [Stream(words, replaces, answers)],
            Schedule = words.Contains("weekday", StringComparison.Ordinal)
                ? new PlanSchedule { Kind = ScheduleKind.Cron, Cron = "30 6 * * 1-5", TimeZone = "Europe/Berlin" }
                : PlanSchedule.Manual,
            Approvals = replaces
                ? [new ApprovalGate { Rule = ApprovalRule.OverwriteForeignTarget, Subject = "warehouse.public.airports", Reason = "The table airports holds 120 rows that another tool wrote; they are replaced." }]
                : [],
            Metadata = new PlanMetadata { Delivery = DeliveryGuarantee.ExactlyOnce },
        };
    }

    private static StreamPlan Stream(string words, bool replaces, Dictionary<string, string> answers) => new()
    {
        Name = answers.GetValueOrDefault("streams[0].name", "airports.csv"),
        Target = answers.GetValueOrDefault("streams[0].target", "airports"),
        SyncMode = replaces ? SyncMode.FullRefreshOverwrite : SyncMode.FullRefreshAppend,
        SelectedFields = words.Contains("only", StringComparison.Ordinal) ? ["iata", "name", "state"] : [],
        Transforms = words.Contains("Texas", StringComparison.Ordinal)
            ? [new FilterTransform("state", FilterOperator.Eq, JsonSerializer.SerializeToElement("TX")), new MaskTransform("name", MaskMethod.Hash)]
            : [],
    };
}
