using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Policies;

namespace McpPlatform.Guard.Policy;

/// <summary>Checks and explains policies with the engine that decides by them.</summary>
internal sealed class PolicyAuthoring(PolicyBook book, CandidatePolicies candidates, TimeProvider time) : IPolicyAuthoring
{
    public async Task<IReadOnlyList<PolicyProblem>> CheckAsync(string name, string text, CancellationToken cancellationToken) =>
        (await candidates.CompileAsync($"{name}/", text, cancellationToken)).Problems;

    public async Task<PolicyExplanation> ExplainAsync(PolicyRequest request, IReadOnlyDictionary<string, string> drafts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var policies = await candidates.MakeAsync(request.Principal.Tenant, drafts, cancellationToken);
        if (policies.SliceOf(request.Action) is not { } slice)
        {
            throw new InvalidInputException($"There is no action '{request.Action}'. There are: {string.Join(", ", policies.Actions)}.");
        }

        var decision = await DecideAsync(policies, slice, request, cancellationToken);
        if (drafts.Count > 0)
        {
            await book.Engine.ForgetUnlessKeptAsync(slice.Set.Id, cancellationToken);
        }

        return Explanation(slice, request, decision);
    }

    // Asked anew, so that an explanation says what the engine says now.
    private async Task<KnownDecision> DecideAsync(TenantPolicies policies, PolicySlice slice, PolicyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var key = DecisionKey.Of(slice.Reads, request, time.GetUtcNow());
            var question = QuestionWriter.Write(slice, policies.Tenant, key);
            return book.Engine.TryAsk(question)
                ? slice.Keep(key, await question.Answer.WaitAsync(cancellationToken))
                : throw new EngineUnavailableException("Too many decisions wait.");
        }
        catch (EngineUnavailableException exception)
        {
            throw new ConflictException($"The policy engine could not decide. {exception.Message}");
        }
        catch (UnreadableArgumentsException exception)
        {
            throw new InvalidInputException(exception.Message);
        }
    }

    private static PolicyExplanation Explanation(PolicySlice slice, PolicyRequest request, KnownDecision known)
    {
        var decision = known.For(request);
        return new PolicyExplanation(
            decision.Allowed, decision.Rule, decision.Reason, known.By, [.. slice.Rules.Select(r => r.Id)], slice.Reads.Names,
            [.. decision.Obligations.Select(ObligationText.Describe)], decision.PolicyVersion);
    }
}
