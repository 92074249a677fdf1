using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Sharing;

/// <summary>
/// Lets calls that are the same share one execution. Errors are shared too, but not those that lie with the moment or with the call that came first:
/// that there was no place, or that its time was over.
/// </summary>
internal sealed class SharedRuns
{
    private readonly ConcurrentDictionary<AnswerKey, SharedRun> runs = new();
    private readonly ConditionalWeakTable<CatalogItem, object> asking = [];

    /// <summary>
    /// Whether a call may share: whoever wants to hear of progress, or asked for log messages, wants those of an execution of its own; tools that ask
    /// back are not known before they do so once.
    /// </summary>
    public bool MayShare(Call call) =>
        JsonMembers.Find(call.Request.Meta, MetaKeys.ProgressToken).IsEmpty && call.Log?.IsSaid != true && (call.Log is not null || call.LogLevel is null)
        && !asking.TryGetValue(call.Offer!.Item, out _);

    /// <summary>Executes a call, or waits for the same one that is under way.</summary>
    /// <param name="call">The call.</param>
    /// <param name="key">What the same calls have in common.</param>
    /// <param name="execute">Executes it.</param>
    /// <param name="cancellationToken">Ends the waiting, and with the last who waits the execution.</param>
    /// <returns>The answer; <see langword="null"/> where this call has to be executed by itself.</returns>
    public async Task<Reply?> RunAsync(Call call, AnswerKey key, Func<Call, CancellationToken, ValueTask<Reply>> execute, CancellationToken cancellationToken)
    {
        var run = Join(key, out var isFirst);
        if (isFirst)
        {
            _ = ExecuteAsync(run, key, call, execute);
        }

        try
        {
            var came = await run.Answer.WaitAsync(cancellationToken);
            if (came is null || !IsFor(came, call, isFirst))
            {
                return null;
            }

            if (!isFirst)
            {
                GatewayTelemetry.CallShared(call.By.Tenant, "under way");
            }

            return came.Reply;
        }
        finally
        {
            run.Leave();
        }
    }

    private SharedRun Join(AnswerKey key, out bool isFirst)
    {
        while (true)
        {
            var own = new SharedRun();
            var run = runs.GetOrAdd(key, own);
            isFirst = run == own;
            if (!isFirst)
            {
                own.Dispose();
            }

            if (isFirst || run.TryJoin())
            {
                return run;
            }

            runs.TryRemove(KeyValuePair.Create(key, run));
        }
    }

    private async Task ExecuteAsync(SharedRun run, AnswerKey key, Call first, Func<Call, CancellationToken, ValueTask<Reply>> execute)
    {
        using var over = run;
        using var clock = first.Clock!.For(run.Stopped);
        try
        {
            var call = first.OnBehalfOfAll(run, clock);
            var reply = await ReplyAsync(call, execute, clock.Token);
            End(run, key, new SharedAnswer(reply, AudienceOf(call, reply), AnswerKey.OwnerOf(call.By)));
        }
        catch (OperationCanceledException)
        {
            if (run.WasAsked)
            {
                asking.TryAdd(first.Offer!.Item, this);
            }

            End(run, key, clock.HasExpired ? new SharedAnswer(Reply.Of(clock.Ended()), Audience.First, AnswerKey.OwnerOf(first.By)) : null);
        }
        catch (Exception exception)
        {
            runs.TryRemove(KeyValuePair.Create(key, run));
            run.Fail(exception);
        }
    }

    private static async Task<Reply> ReplyAsync(Call call, Func<Call, CancellationToken, ValueTask<Reply>> execute, CancellationToken cancellationToken)
    {
        try
        {
            return await execute(call, cancellationToken);
        }
        catch (McpErrorException exception)
        {
            return Reply.Of(exception.Error);
        }
    }

    // Gone before it is told: who comes afterwards finds the kept answer, or begins anew.
    private void End(SharedRun run, AnswerKey key, SharedAnswer? came)
    {
        runs.TryRemove(KeyValuePair.Create(key, run));
        run.End(came);
    }

    private Audience AudienceOf(Call call, Reply reply)
    {
        if (reply.Error is { Code: ErrorCodes.Overloaded or ErrorCodes.OverItsMeans or ErrorCodes.DeadlineExceeded })
        {
            return Audience.First;
        }

        if (reply.Error is null && AnswerTerms.IsInterim(reply.Result))
        {
            asking.TryAdd(call.Offer!.Item, this);
            return Audience.First;
        }

        return call.Hint.IsPrivate ? Audience.Owner : Audience.All;
    }

    private static bool IsFor(SharedAnswer came, Call call, bool isFirst) =>
        isFirst || came.For == Audience.All || (came.For == Audience.Owner && came.Owner == AnswerKey.OwnerOf(call.By));
}
