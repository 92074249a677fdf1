using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// A call that is begun once more when it failed before anything was heard of it, and nothing can have been done twice: it was not sent, or it may
/// be repeated. Tells the upstream's health how it went.
/// </summary>
/// <param name="begin">Begins it.</param>
/// <param name="isRepeatable">Whether it may be sent again when nobody knows what came of it.</param>
/// <param name="upstream">Told how it went.</param>
internal sealed class AttemptedCall(Func<IUpstreamCall> begin, bool isRepeatable, Upstream upstream) : IUpstreamCall
{
    private IUpstreamCall call = begin();
    private bool isHeard;
    private bool isSecond;

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
                return step;
            }
            catch (UpstreamException exception) when (MayTryAgain(exception.Fault))
            {
                isSecond = true;
                await call.DisposeAsync();
                call = begin();
            }
            catch (UpstreamException exception)
            {
                upstream.NoteFailure(exception.Fault);
                throw;
            }
        }
    }

    public ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken) =>
        call.AnswerAsync(answers, cancellationToken);

    public ValueTask DisposeAsync() => call.DisposeAsync();

    private bool MayTryAgain(UpstreamFault fault) =>
        !isSecond && !isHeard && (fault == UpstreamFault.Unreached || (fault == UpstreamFault.BrokenOff && isRepeatable));
}
