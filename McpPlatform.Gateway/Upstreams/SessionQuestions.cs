using System.Collections.Concurrent;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// What a legacy server asks while none of its calls is under way (2025-11-25, Transports: requests on the stream of the session). A legacy agent is
/// asked in its own session. A modern one can be asked by the result of a call alone (2026-07-28, Multi Round-Trip Requests): for its roots it is asked
/// with its next call, and for nothing else.
/// </summary>
/// <param name="session">The session in which the server asks.</param>
/// <param name="closed">Ends the session.</param>
internal sealed class SessionQuestions(LegacySession session, CancellationToken closed)
{
    private const int MaxOpen = 16;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Envelope> waiting = new(StringComparer.Ordinal);

    /// <summary>Whether no agent is being asked.</summary>
    public bool IsEmpty => open.IsEmpty;

    public void Ask(Envelope question)
    {
        if (open.Count + waiting.Count >= MaxOpen)
        {
            session.Answer(question, InputRequests.NoAnswer(ErrorCodes.Overloaded, $"{MaxOpen} questions that belong to no call are open already."));
        }
        else
        {
            _ = AskAsync(question, InputRequest.Of(question));
        }
    }

    /// <summary>Takes word that a question is asked no more: it is not answered.</summary>
    public void TakeBack(Envelope cancelled)
    {
        var key = InputRequest.KeyTakenBack(cancelled);
        waiting.TryRemove(key, out _);
        if (open.TryRemove(key, out var wait))
        {
            wait.Cancel();
            wait.Dispose();
        }
    }

    /// <summary>Lets a call ask what has waited for one.</summary>
    public void HandTo(LegacyCall call)
    {
        foreach (var (key, question) in waiting)
        {
            if (call.TryAsk(question))
            {
                waiting.TryRemove(key, out _);
            }
        }
    }

    private async Task AskAsync(Envelope question, InputRequest request)
    {
        var wait = CancellationTokenSource.CreateLinkedTokenSource(closed);
        open[request.Key] = wait;
        Envelope? answer;
        try
        {
            answer = await session.AskAgentAsync(request, wait.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or McpErrorException)
        {
            answer = InputRequests.NoAnswer(ErrorCodes.AgentTimeout, $"The agent is gone: '{request.Method}' has no answer.");
        }

        if (open.TryRemove(request.Key, out _))
        {
            wait.Dispose();
            Settle(question, request, answer);
        }
    }

    private void Settle(Envelope question, InputRequest request, Envelope? answer)
    {
        if (answer is null && request.Method == Methods.Roots)
        {
            waiting[request.Key] = question;
            session.HandOver();
        }
        else
        {
            session.Answer(question, answer ?? InputRequests.NoAnswer(
                ErrorCodes.InvalidRequest, $"'{request.Method}' can be asked of this agent only while a call of it is under way."));
        }
    }
}
