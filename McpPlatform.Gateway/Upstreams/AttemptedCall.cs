using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// A call that is begun once more when it failed before anything was heard of it, and nothing can have been done twice: it was not sent, or it may
/// be repeated. Tells the upstream's health how it went, and keeps the call's place.
/// </summary>
/// <param name="upstream">Begins it, and is told how it went.</param>
/// <param name="spoken">What the upstream speaks.</param>
/// <param name="request">The request.</param>
/// <param name="session">The agent's session.</param>
/// <param name="place">Its place at the upstream.</param>
internal sealed class AttemptedCall(Upstream upstream, Era spoken, UpstreamRequest request, string session, HeldPlace place) : IUpstreamCall
{
    private IUpstreamCall call = upstream.Begin(spoken, request, session);
    private bool isHeard;
    private bool isSecond;
    private int disposed;

    public bool IsStateless => call.IsStateless;

    public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var step = await call.NextAsync(cancellationToken);
                isHeard = true;
                upstream.NoteStep(step);
                if (step is Asked)
                {
                    place.GiveBack();
                }

                return step;
            }
            catch (UpstreamException exception) when (MayTryAgain(exception.Fault))
            {
                isSecond = true;
                await call.DisposeAsync();
                call = upstream.Begin(spoken, request, session);
            }
            catch (UpstreamException exception)
            {
                upstream.NoteFailure(exception.Fault);
                throw;
            }
        }
    }

    public async ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken)
    {
        await (IsOver ? ValueTask.CompletedTask : TakePlaceAgainAsync(cancellationToken));
        if (IsOver)
        {
            // What comes late is handed on, but holds no place.
            place.GiveBack();
        }

        await call.AnswerAsync(answers, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        try
        {
            await call.DisposeAsync();
        }
        finally
        {
            place.GiveBack();
        }
    }

    private bool IsOver => Volatile.Read(ref disposed) == 1;

    private bool MayTryAgain(UpstreamFault fault) =>
        !isSecond && !isHeard && (fault == UpstreamFault.Unreached || (fault == UpstreamFault.BrokenOff && request.IsRepeatable));

    private async ValueTask TakePlaceAgainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await place.TakeAgainAsync(cancellationToken);
        }
        catch (McpErrorException exception) when (call is LegacyCall running)
        {
            // Whoever waits for what the server says next would wait in vain: it waits for this answer.
            running.End(exception);
            throw;
        }
    }
}
