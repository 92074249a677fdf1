using System.Collections.Concurrent;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// What a legacy agent is asked during one call, side by side: each for as long as agents are waited for, and none longer than its call, so that an
/// answer which comes later finds nothing to go on with. Only the roots, which a legacy server asks for about the agent itself, are no matter of the call
/// in which it happens to ask: that is answered whatever becomes of the call.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="patience">How long the agent is waited for.</param>
/// <param name="cancellationToken">Ends the call.</param>
internal sealed class AgentQuestions(Call call, TimeSpan patience, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private readonly ConcurrentDictionary<string, AgentQuestion> open = new(StringComparer.Ordinal);
    private readonly List<Task> asking = [];

    /// <summary>Asks, and hands the answers on as they come. Meanwhile the server is silent with good reason.</summary>
    public void Ask(Asked asked, IUpstreamCall server)
    {
        asking.RemoveAll(a => a.IsCompletedSuccessfully);
        foreach (var request in asked.Requests)
        {
            if (request.Method == Methods.Roots)
            {
                _ = AskBesideCallAsync(request, server);
            }
            else
            {
                asking.Add(AskForCallAsync(request, server));
            }
        }
    }

    /// <summary>Asks, and waits for the answer; an error where there is none.</summary>
    public Task<Envelope> AskAsync(InputRequest request) => AskAsync(request, over.Token);

    /// <summary>Takes a question back.</summary>
    public void TakeBack(string key) => open.GetValueOrDefault(key)?.TakeBack();

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await Task.WhenAll(asking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task AskForCallAsync(InputRequest request, IUpstreamCall server)
    {
        call.Clock!.AgentIsAsked();
        try
        {
            await HandOnAsync(request, server, over.Token);
        }
        finally
        {
            call.Clock.AgentIsAskedNoMore();
        }
    }

    private async Task AskBesideCallAsync(InputRequest request, IUpstreamCall server)
    {
        try
        {
            await HandOnAsync(request, server, CancellationToken.None);
        }
        catch (Exception exception) when (exception is McpErrorException or OperationCanceledException or ObjectDisposedException)
        {
            // The agent or the server is gone.
        }
    }

    private async Task HandOnAsync(InputRequest request, IUpstreamCall server, CancellationToken until) =>
        await server.AnswerAsync(new Dictionary<string, Envelope> { [request.Key] = await AskAsync(request, until) }, until);

    private async Task<Envelope> AskAsync(InputRequest request, CancellationToken until)
    {
        using var question = new AgentQuestion(request, patience, until);
        open[request.Key] = question;
        try
        {
            return await question.AskAsync(call.Agent, call.Stream);
        }
        finally
        {
            open.TryRemove(request.Key, out _);
        }
    }
}
