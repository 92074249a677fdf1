using System.Text.Json;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Sharing;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Answers a call with an answer that was kept, or with that of the same call that is under way. It comes after the policy, so that nobody is answered
/// who may not call, and before anything is hidden in answers, so that each gets of it what is his.
/// </summary>
internal sealed class CallSharing(AnswerCache cache, SharedRuns runs)
{
    /// <summary>Answers a call whose answer may be shared.</summary>
    /// <param name="call">The call.</param>
    /// <param name="execute">Executes it, where there is no other way.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Reply> AnswerAsync(Call call, Func<Call, CancellationToken, ValueTask<Reply>> execute, CancellationToken cancellationToken)
    {
        var key = AnswerKey.Of(call, call.Offer!.Upstream!.Edition);
        if (cache.Find(key, AnswerKey.OwnerOf(call.By)) is { } kept)
        {
            GatewayTelemetry.CallShared(call.By.Tenant, "kept");
            return Reply.Of(WithAge(kept));
        }

        return (runs.MayShare(call) ? await runs.RunAsync(call, key, execute, cancellationToken) : null) ?? await execute(call, cancellationToken);
    }

    /// <summary>Keeps the answer of a call that was executed, where it may be kept.</summary>
    public void Keep(Call call, Reply reply)
    {
        var lifetime = AnswerTerms.Lifetime(call, reply);
        if (lifetime == TimeSpan.Zero)
        {
            return;
        }

        if (call.Hint.Lifetime is not null)
        {
            call.Offer!.Upstream!.SaysHowLong = true;
        }

        cache.Keep(AnswerKey.Of(call, call.Edition), call.Hint.IsPrivate ? AnswerKey.OwnerOf(call.By) : null, reply.Result, lifetime);
    }

    private static ReadOnlyMemory<byte> WithAge(KeptAnswer kept) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.CopyMembers(kept.Result, static members => members.Is("_meta"u8) || members.Is("ttlMs"u8));
        WriteRest(writer, JsonMembers.Find(kept.Result, "ttlMs"u8), kept.Age);
        writer.WriteStartObject("_meta"u8);
        writer.CopyMembers(JsonMembers.Find(kept.Result, "_meta"u8), static members => members.Is(MetaKeys.Cached));
        writer.WriteStartObject(MetaKeys.Cached);
        writer.WriteNumber("ageMs"u8, (long)kept.Age.TotalMilliseconds);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    // What it was good for, less what of that is over.
    private static void WriteRest(Utf8JsonWriter writer, ReadOnlyMemory<byte> said, TimeSpan age)
    {
        if (System.Buffers.Text.Utf8Parser.TryParse(said.Span, out long milliseconds, out _))
        {
            writer.WriteNumber("ttlMs"u8, Math.Max(0, milliseconds - (long)age.TotalMilliseconds));
        }
    }
}
