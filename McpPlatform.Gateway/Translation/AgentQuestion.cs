using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>A question to a legacy agent, who is waited for so long and no longer.</summary>
/// <param name="request">What a server asks.</param>
/// <param name="patience">How long the agent is waited for.</param>
/// <param name="until">Ends what the question belongs to.</param>
internal sealed class AgentQuestion(InputRequest request, TimeSpan patience, CancellationToken until) : IDisposable
{
    private readonly CancellationTokenSource wait = CancellationTokenSource.CreateLinkedTokenSource(until);

    /// <summary>Asks; an error where there is no answer.</summary>
    /// <exception cref="OperationCanceledException">What the question belongs to has ended.</exception>
    public async Task<Envelope> AskAsync(AgentProfile agent, IAgentStream stream)
    {
        if (!InputRequests.IsQuestion(request.Method) || !agent.Can(InputRequests.CapabilityFor(request.Method)))
        {
            return InputRequests.Unanswerable(request.Method);
        }

        wait.CancelAfter(patience);
        try
        {
            return await stream.AskAsync(request.Method, OwnKeys.Removed(InputRequests.ToLegacyParams(request)), wait.Token);
        }
        catch (OperationCanceledException) when (!until.IsCancellationRequested)
        {
            return InputRequests.Unanswered(request.Method, patience);
        }
    }

    /// <summary>Takes it back.</summary>
    public void TakeBack()
    {
        try
        {
            wait.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just been answered.
        }
    }

    public void Dispose() => wait.Dispose();
}
