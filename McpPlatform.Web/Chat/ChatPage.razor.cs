using McpPlatform.Client;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Web.Approvals;
using McpPlatform.Web.People;
using Microsoft.AspNetCore.Components;

namespace McpPlatform.Web.Chat;

/// <summary>The chat: words, a plan or questions, approval, the run. Everything it shows is taken up again from the Gateway after a reload.</summary>
public partial class ChatPage : GatewayComponent
{
    private static readonly Dictionary<string, string> NoAnswers = [];
    private readonly List<ConversationTurn> turns = [];
    private readonly Dictionary<string, string> labels = [];
    private Guid? shown;
    private bool loading;
    private PlanAnswer? answer;
    private RunInfo? run;
    private IReadOnlyList<ApprovalGate> agreed = [];
    private string? scheduled;

    /// <summary>The conversation; <see langword="null"/> for a new one.</summary>
    [Parameter]
    public Guid? ConversationId { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (ConversationId == shown)
        {
            return;
        }

        shown = ConversationId;
        turns.Clear();
        (answer, run, agreed, scheduled, Error) = (null, null, [], null, null);
        if (ConversationId is { } id)
        {
            loading = true;
            Error = await AskQuietlyAsync(gateway => LoadAsync(gateway, id));
            loading = false;
        }
    }

    private static string Shorten(string words) => words.Length <= 60 ? words : $"{words[..57]}…";

    private async Task LoadAsync(PlatformClient gateway, Guid id)
    {
        var conversation = await gateway.GetConversationAsync(id, Left);
        turns.AddRange(conversation.Turns);
        answer = conversation.Answer;
        if (answer?.Plan is { } plan)
        {
            var runs = await gateway.ListRunsAsync(limit: 50, cancellationToken: Left);
            run = runs.Items.FirstOrDefault(r => r.Pipeline == plan.Name && (r.PlanHash == answer.PlanHash || r.State == RunState.WaitingForFix));
        }
    }

    private Task SayAsync(string words) => TakeTurnAsync(words, NoAnswers);

    private Task AnswerAsync(IReadOnlyList<GivenAnswer> given)
    {
        foreach (var one in given)
        {
            labels[$"{one.Field}={one.Value}"] = one.Label;
        }

        return TakeTurnAsync("", given.ToDictionary(one => one.Field, one => one.Value));
    }

    private async Task TakeTurnAsync(string words, Dictionary<string, string> answers)
    {
        var before = (answer, run, scheduled);
        turns.Add(new ConversationTurn(words, answers, Time.GetUtcNow()));
        (answer, scheduled) = (null, null);
        if (run?.State != RunState.WaitingForFix)
        {
            run = null;
        }

        await AskAsync(async gateway => answer = shown is { } id
            ? await gateway.ContinueConversationAsync(id, new ContinueConversation { Words = words.Length > 0 ? words : null, Answers = answers }, Left)
            : await gateway.StartConversationAsync(words, Left));
        if (answer is null)
        {
            // Nothing came back: what stood before still stands, and the words can be said again.
            turns.RemoveAt(turns.Count - 1);
            (answer, run, scheduled) = before;
            Workbench.Suggest(words);
            return;
        }

        KeepAddress(answer.ConversationId);
    }

    private void KeepAddress(Guid id)
    {
        if (shown != id)
        {
            shown = id;
            Navigation.NavigateTo($"/chat/{id}", replace: true);
        }

        Workbench.Announce();
    }

    private Task RunAsync(bool agrees) => AskAsync(async gateway =>
    {
        var plan = answer!.Plan!;
        agreed = agrees ? plan.Approvals : [];
        if (run is { State: RunState.WaitingForFix } waiting && waiting.PlanHash != answer.PlanHash)
        {
            run = await gateway.FixRunAsync(waiting.Id, plan, Left);
        }
        else
        {
            var pipeline = await gateway.ApplyPlanAsync(new ApplyPlan(plan, answer.PlanHash), Left);
            if (agreed.Count > 0)
            {
                await AgreedGates.ApproveAsync(gateway, pipeline.Id, pipeline.PlanHash, agreed, Left);
            }

            run = await gateway.StartRunAsync(pipeline.Id, pipeline.PlanHash, Left);
        }

        Workbench.Announce();
    });

    private Task ScheduleAsync() => AskAsync(async gateway =>
    {
        var pipeline = await gateway.ApplyPlanAsync(new ApplyPlan(answer!.Plan!, answer.PlanHash), Left);
        var next = pipeline.NextRunAt is { } at ? $" Next run: {at:ddd d MMM yyyy, HH:mm} UTC." : "";
        scheduled = $"Saved. {ScheduleWords.Of(pipeline.Plan.Schedule)}.{next}";
        Workbench.Announce();
    });
}
