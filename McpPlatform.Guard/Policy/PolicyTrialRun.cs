using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Policies;

namespace McpPlatform.Guard.Policy;

/// <summary>Decides about calls of the past: each page of calls becomes one batch of those questions that are not answered yet.</summary>
internal sealed class PolicyTrialRun(TenantPolicies policies, EngineProcess engine, Action end) : IPolicyTrial
{
    public async Task<IReadOnlyList<TrialVerdict>> DecideAsync(IReadOnlyList<AuditRecord> calls, CancellationToken cancellationToken)
    {
        var questions = calls.Select(Question).ToList();
        var answers = await AnswerAsync([.. questions.OfType<PastQuestion>().DistinctBy(q => (q.Slice, q.Key))], cancellationToken);
        return [.. questions.Select(q => q.Gap is { } gap ? (TrialVerdict)new TrialVerdict.Undecided(gap) : Verdict(q, answers[(q.Slice!, q.Key)]))];
    }

    public async ValueTask DisposeAsync()
    {
        await engine.DisposeAsync();
        end();
    }

    private static TrialVerdict.Decided Verdict(PastQuestion question, KnownDecision known) => new(question.Was, known.Allowed, known.Rule);

    private PastQuestion Question(AuditRecord call)
    {
        if (PastRequest.Of(call) is not { } past)
        {
            return PastQuestion.Without(call.AttributesDigest is null ? "What the policies were told was not recorded." : "What the policies were told is no longer kept.");
        }

        if (policies.SliceOf(past.Action) is not { } slice)
        {
            return PastQuestion.Without($"There is no action '{past.Action}' any more.");
        }

        try
        {
            return new PastQuestion(slice, past.KeyFor(slice.Reads), past.Allowed, null);
        }
        catch (NotKeptException exception)
        {
            return PastQuestion.Without(exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException)
        {
            return PastQuestion.Without("What is kept of it cannot be read.");
        }
    }

    private async Task<Dictionary<(PolicySlice, DecisionKey), KnownDecision>> AnswerAsync(IReadOnlyList<PastQuestion> asked, CancellationToken cancellationToken)
    {
        var known = new Dictionary<(PolicySlice, DecisionKey), KnownDecision>();
        var open = new List<PastQuestion>();
        foreach (var question in asked.Where(q => q.Gap is null))
        {
            if (question.Slice!.TryFind(question.Key, out var decision))
            {
                known[(question.Slice, question.Key)] = decision;
            }
            else
            {
                open.Add(question);
            }
        }

        var answers = open.Count == 0 ? [] : await AskAsync([.. open.Select(q => QuestionWriter.Write(q.Slice!, policies.Tenant, q.Key))], cancellationToken);
        foreach (var (question, answer) in open.Zip(answers))
        {
            known[(question.Slice!, question.Key)] = question.Slice!.Keep(question.Key, answer);
        }

        return known;
    }

    private async Task<EngineAnswer[]> AskAsync(IReadOnlyList<EngineQuestion> questions, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.DecideAsync(questions, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ObjectDisposedException or JsonException or InvalidOperationException)
        {
            throw new ConflictException("The policy engine could not decide about calls of the past: it has ended, or the policies are too much for it.");
        }
    }
}

/// <summary>What is asked about a call of the past, or why nothing can be.</summary>
/// <param name="Slice">The policies that can apply.</param>
/// <param name="Key">What they are told.</param>
/// <param name="Was">Whether it was allowed.</param>
/// <param name="Gap">Why it cannot be decided; <see langword="null"/> when it can.</param>
internal sealed record PastQuestion(PolicySlice? Slice, DecisionKey Key, bool Was, string? Gap)
{
    public static PastQuestion Without(string gap) => new(null, default, false, gap);
}
