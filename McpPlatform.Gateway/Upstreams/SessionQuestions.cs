using System.Collections.Concurrent;
using System.Collections.Immutable;
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

    // Looked at by each call, and nearly always empty.
    private ImmutableDictionary<string, Envelope> waiting = ImmutableDictionary<string, Envelope>.Empty;

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
        ImmutableInterlocked.TryRemove(ref waiting, key, out _);
        if (open.TryRemove(key, out var wait))
        {
            wait.Cancel();
            wait.Dispose();
        }
    }

    /// <summary>Lets a call ask what has waited for one.</summary>
    public void HandTo(LegacyCall call)
    {
        var questions = Volatile.Read(ref waiting);
        if (questions.IsEmpty)
        {
            return;
        }

        foreach (var (key, question) in questions)
        {
            if (ImmutableInterlocked.TryRemove(ref waiting, key, out _) && !call.TryAsk(question))
            {
                ImmutableInterlocked.TryAdd(ref waiting, key, question);
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
            ImmutableInterlocked.TryAdd(ref waiting, request.Key, question);
            session.HandOver();
        }
        else
        {
            session.Answer(question, answer ?? InputRequests.NoAnswer(
                ErrorCodes.InvalidRequest, $"'{request.Method}' can be asked of this agent only while a call of it is under way."));
        }
    }
}
