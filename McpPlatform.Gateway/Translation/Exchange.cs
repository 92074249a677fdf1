using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>A call of an agent under way at an upstream, with the patience the upstream was given.</summary>
/// <param name="upstream">The upstream.</param>
/// <param name="call">What is under way there.</param>
/// <param name="era">What the upstream speaks.</param>
/// <param name="requestBytes">Size of the agent's request, which stays until the end.</param>
internal sealed class Exchange(Upstream upstream, IUpstreamCall call, Era era, int requestBytes) : IAsyncDisposable
{
    public Era Era => era;

    public IUpstreamCall Call => call;

    /// <summary>What the upstream still wants to know; for exchanges that wait for the agent's next request.</summary>
    public IReadOnlyList<InputRequest> Open { get; set; } = [];

    /// <summary>Bytes of the request and of what is open.</summary>
    public long HeldBytes => requestBytes + Open.Sum(o => (long)o.Params.Length);

    /// <summary>Waits for the next step. What the upstream is silent meanwhile is bounded, and so is the call.</summary>
    /// <exception cref="McpErrorException">The upstream was silent for too long.</exception>
    public async ValueTask<UpstreamStep> NextAsync(CallClock clock)
    {
        clock.BoundSilence(upstream.Config.Timeout);
        try
        {
            return await call.NextAsync(clock.Token);
        }
        catch (OperationCanceledException) when (clock.WasSilent)
        {
            upstream.Health.Failed();
            throw new McpErrorException(
                ErrorCodes.UpstreamTimeout, $"The server '{upstream.Name}' was silent for {upstream.Config.Timeout.TotalSeconds:0} s; the call was cancelled there.");
        }
        finally
        {
            clock.EndSilence();
        }
    }

    /// <summary>The next question, if one comes at once: a legacy server may ask several things at the same time.</summary>
    public async ValueTask<Asked?> NextQuestionAsync(Call on, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(patience);
        try
        {
            UpstreamStep step;
            while ((step = await call.NextAsync(soon.Token)) is Told told)
            {
                await TellAsync(on, told, cancellationToken);
            }

            Early = step as Finished;
            return step as Asked;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>An end that came before the questions were answered.</summary>
    public Finished? Early { get; private set; }

    /// <summary>Passes on what the upstream tells, if the agent wants it.</summary>
    public static async ValueTask TellAsync(Call on, Told told, CancellationToken cancellationToken)
    {
        // Of the request the agent waits for now: in another round it has another token.
        var token = JsonMembers.Find(on.Request.Meta, MetaKeys.ProgressToken);
        var parameters = ResultTranslation.ToldParams(on, token, told.Method, told.Params);
        if (!parameters.IsEmpty)
        {
            await on.Stream.TellAsync(told.Method, parameters, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => call.DisposeAsync();
}
