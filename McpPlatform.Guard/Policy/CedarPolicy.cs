using McpPlatform.Core.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Policy;

/// <summary>
/// Decides by policies in Cedar. A decision that was taken before, for a request that is the same in all that the policies read, comes from memory;
/// others are asked of the engine, which has to answer within the deadline: else the answer is no.
/// </summary>
internal sealed class CedarPolicy(PolicyBook book, IOptions<PolicyOptions> options, TimeProvider time, ILogger<CedarPolicy> logger) : IPolicy
{
    private const int AskedAtOnce = 100;
    private long asked;

    /// <summary>How many decisions were asked of the engine.</summary>
    public long Asked => Volatile.Read(ref asked);

    public ValueTask<PolicyDecision> DecideAsync(PolicyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return book.Find(request.Principal.Tenant) is not { } policies ? WaitAsync(request, cancellationToken)
            : policies.SliceOf(request.Action) is not { } slice ? ValueTask.FromResult(Refusals.UnknownAction(request))
            : policies.TriedSliceOf(request.Action) is { } tried ? TryAsync(policies, slice, tried, request, cancellationToken)
            : DecideAsync(policies, slice, request, time.GetUtcNow(), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<PolicyDecision>> DecideAllAsync(IReadOnlyList<PolicyRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        await AskWhatIsNotKnownAsync(requests, cancellationToken);
        var decisions = new PolicyDecision[requests.Count];
        for (var at = 0; at < requests.Count; at++)
        {
            decisions[at] = await DecideAsync(requests[at], cancellationToken);
        }

        return decisions;
    }

    private ValueTask<PolicyDecision> DecideAsync(
        TenantPolicies policies, PolicySlice slice, PolicyRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var key = DecisionKey.Of(slice.Reads, request, now);
            return slice.TryFind(key, out var known)
                ? ValueTask.FromResult(known.For(request))
                : AskAsync(policies, slice, key, request, cancellationToken);
        }
        catch (UnreadableArgumentsException exception)
        {
            return ValueTask.FromResult(Refusals.UnreadableArguments(exception));
        }
    }

    private async ValueTask<PolicyDecision> AskAsync(
        TenantPolicies policies, PolicySlice slice, DecisionKey key, PolicyRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return (await AskAsync(policies, slice, key, cancellationToken)).For(request);
        }
        catch (EngineUnavailableException exception)
        {
            Log.DecisionMissed(logger, request.Action, exception.Message);
            return Refusals.Unavailable;
        }
    }

    private async Task<KnownDecision> AskAsync(TenantPolicies policies, PolicySlice slice, DecisionKey key, CancellationToken cancellationToken)
    {
        var question = QuestionWriter.Write(slice, policies.Tenant, key);
        if (!book.Engine.TryAsk(question))
        {
            throw new EngineUnavailableException("Too many decisions wait.");
        }

        Interlocked.Increment(ref asked);

        try
        {
            return slice.Keep(key, await question.Answer.WaitAsync(options.Value.Deadline, time, cancellationToken));
        }
        catch (TimeoutException)
        {
            throw new EngineUnavailableException($"It did not answer within {options.Value.Deadline.TotalMilliseconds:0} ms.");
        }
        finally
        {
            question.GiveUp("Nobody waits any more.");
        }
    }

    // What only differs in what no policy reads is asked once; the engine gets it in portions that it can answer within the deadline.
    private async Task AskWhatIsNotKnownAsync(IReadOnlyList<PolicyRequest> requests, CancellationToken cancellationToken)
    {
        var open = new Dictionary<(PolicySlice, DecisionKey), PolicyRequest>();
        foreach (var request in requests)
        {
            if (book.Find(request.Principal.Tenant)?.SliceOf(request.Action) is { Reads.Arguments.IsEmpty: true } slice
                && DecisionKey.Of(slice.Reads, request, time.GetUtcNow()) is var key && !slice.TryFind(key, out _))
            {
                open.TryAdd((slice, key), request);
            }
        }

        foreach (var portion in open.Chunk(AskedAtOnce))
        {
            await Task.WhenAll(portion.Select(o => AskAsync(
                book.Find(o.Value.Principal.Tenant)!, o.Key.Item1, o.Key.Item2, o.Value, cancellationToken).AsTask()));
        }
    }

    private async ValueTask<PolicyDecision> WaitAsync(PolicyRequest request, CancellationToken cancellationToken) =>
        await book.ReadyAsync(cancellationToken) ? await DecideAsync(request, cancellationToken) : Refusals.Unavailable;

    // What is only tried decides nothing; what it would decide stands in the audit, and what it would refuse is told.
    private async ValueTask<PolicyDecision> TryAsync(
        TenantPolicies policies, PolicySlice slice, PolicySlice tried, PolicyRequest request, CancellationToken cancellationToken)
    {
        // One moment for both: they must not fall on two sides of a minute.
        var now = time.GetUtcNow();
        var decision = await DecideAsync(policies, slice, request, now, cancellationToken);
        if (decision.Attributes is null)
        {
            return decision;
        }

        try
        {
            var key = DecisionKey.Of(tried.Reads, request, now);
            var other = tried.TryFind(key, out var known) ? known : await AskAsync(policies, tried, key, cancellationToken);
            return Tell(request, decision, other.Beside(decision));
        }
        catch (UnreadableArgumentsException exception)
        {
            return Tell(request, decision, decision with { Tried = new TriedDecision(false, [Refusals.UnreadableArguments(exception).Rule]) });
        }
        catch (EngineUnavailableException exception)
        {
            Log.DecisionMissed(logger, request.Action, exception.Message);
            return decision;
        }
    }

    private PolicyDecision Tell(PolicyRequest request, PolicyDecision decision, PolicyDecision tried)
    {
        if (decision.Allowed && tried.Tried is { Allowed: false } other)
        {
            Log.WouldRefuse(logger, other.By[0], request.Principal.Name, request.Action, request.Resource.ToString());
        }

        return tried;
    }
}
