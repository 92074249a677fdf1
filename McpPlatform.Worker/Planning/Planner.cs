using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Planning;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning;

/// <summary>
/// The built-in planner: (1) the user proxy reads what was said over all turns, (2) the tool expert grounds it in real connections and catalogs,
/// (3) the planner drafts, (4) the critic checks. A pure function of turns, catalogs and pipelines: a restart loses nothing.
/// </summary>
internal sealed class Planner(IConnectionStore connections, IConnectorAgent agent, IPipelineStore pipelines, IPlanChecker checker, TimeProvider time)
    : IPlanner
{
    private const int LongestReply = 8;

    /// <inheritdoc/>
    public async Task<PlanAnswer> AnswerAsync(Principal by, ConversationInfo conversation, CancellationToken cancellationToken)
    {
        var world = new PlanningWorld(agent, by.Tenant, await connections.ListAsync(by.Tenant, cancellationToken));
        var turns = new List<ConversationTurn>();
        PlanAnswer? answer = null;
        foreach (var turn in conversation.Turns)
        {
            // A short reply is read in the light of what was asked before it, and that only the turns before it can tell.
            if (turns.Count > 0 && turn.Answers.Count == 0 && IsShort(turn.Words))
            {
                answer = await PlanAsync(by, turns, world, cancellationToken);
                turns.Add(Reply.Read(turn, answer.Questions));
            }
            else
            {
                turns.Add(turn);
            }
        }

        answer = await PlanAsync(by, turns, world, cancellationToken);
        return answer with { ConversationId = conversation.Id };
    }

    private async Task<PlanAnswer> PlanAsync(Principal by, List<ConversationTurn> turns, PlanningWorld world, CancellationToken cancellationToken)
    {
        var wish = UserProxy.Read(turns, world);
        if (wish.Refusals.Count > 0)
        {
            return Answers.Impossible(wish);
        }

        var ends = await new ToolExpert(world).GroundAsync(wish, cancellationToken);
        Recognisers.Refusals.ReadRest(wish);
        if (wish.Refusals.Count > 0)
        {
            return Answers.Impossible(wish);
        }

        if (ends is null)
        {
            return Answers.Ask(wish, grounded: false);
        }

        var plan = await DraftAsync(by, turns, wish, ends, cancellationToken);
        if (wish.Refusals.Count > 0)
        {
            return Answers.Impossible(wish);
        }

        return wish.Questions.Count > 0 ? Answers.Ask(wish, grounded: true) : await CheckAsync(by, wish, plan, cancellationToken);
    }

    private async Task<PipelinePlan> DraftAsync(Principal by, List<ConversationTurn> turns, Wish wish, Ends ends, CancellationToken cancellationToken)
    {
        var streams = new PlanDraft(wish, ends.Destination, ends.Standing).Streams();
        var schedule = ScheduleDraft.Of(wish, time.GetUtcNow());
        var plan = new PipelinePlan
        {
            Version = PipelinePlan.CurrentVersion,
            Name = "",
            Request = string.Join('\n', turns.Select(t => t.Words).Where(w => w.Length > 0)),
            Source = new PlanEndpoint { Connection = ends.Source.Name, Options = new Dictionary<string, string>(wish.SourceOptions) },
            Destination = new PlanEndpoint { Connection = ends.Destination.Name },
            Streams = streams,
            Schedule = schedule,
            SchemaPolicy = SchemaPolicyDraft.Of(wish),
        };
        return plan with { Name = await new PipelineNaming(pipelines).NameAsync(by.Tenant, wish, plan, cancellationToken) };
    }

    private async Task<PlanAnswer> CheckAsync(Principal by, Wish wish, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var verdict = await checker.CheckAsync(by, plan, cancellationToken);
        return verdict with
        {
            Reasons = verdict.Status == PlanAnswerStatus.Ready ? [.. wish.Reasons, .. verdict.Reasons] : verdict.Reasons,
            NotUnderstood = Answers.NotUnderstood(wish),
        };
    }

    private static bool IsShort(string words) => Tokenizer.Cut(words).Count is > 0 and <= LongestReply;
}
