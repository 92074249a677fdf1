using System.ComponentModel;
using McpPlatform.Core;
using McpPlatform.Core.Policies;

namespace McpPlatform.Guard.Policy;

/// <summary>Begins trials of policies, one at a time: each has an engine of its own, and so its memory.</summary>
internal sealed class PolicyTrials(PolicyBook book, CandidatePolicies candidates) : IPolicyTrials, IDisposable
{
    private readonly SemaphoreSlim one = new(1);

    public async Task<IPolicyTrial> BeginAsync(string tenant, IReadOnlyDictionary<string, string> drafts, CancellationToken cancellationToken)
    {
        if (!await one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw new ConflictException("Policies are tried by somebody else at the moment. Try again when that has ended.");
        }

        try
        {
            var policies = await candidates.MakeAsync(tenant, drafts, cancellationToken);
            return new PolicyTrialRun(policies, await book.Engine.StartApartAsync(cancellationToken), () => one.Release());
        }
        catch (Exception exception)
        {
            one.Release();
            throw exception is EngineUnavailableException or Win32Exception ? new ConflictException(exception.Message) : exception;
        }
    }

    public void Dispose() => one.Dispose();
}
