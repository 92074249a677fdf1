using System.Buffers.Text;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Calls;

/// <summary>
/// What a server says in a result about how long it is good, and for whom (2026-07-28, Caching). The specification has these members on lists and
/// resources; on the answer of a tool they mean the same.
/// </summary>
/// <param name="Lifetime">How long it is good; <see langword="null"/> where it does not say.</param>
/// <param name="IsPrivate">Whether it is for the caller alone; so is one that says how long it is good and not for whom.</param>
internal readonly record struct AnswerHint(TimeSpan? Lifetime, bool IsPrivate)
{
    private const long MostMilliseconds = 3_600_000;

    /// <summary>Reads it from a raw result.</summary>
    public static AnswerHint In(ReadOnlyMemory<byte> result)
    {
        // To look for the names costs a fraction of walking through the members, and hardly any result has them.
        if (result.Span.IndexOf("\"ttlMs\""u8) < 0 && result.Span.IndexOf("\"cacheScope\""u8) < 0)
        {
            return default;
        }

        var (said, scope) = (JsonMembers.Find(result, "ttlMs"u8), JsonMembers.Find(result, "cacheScope"u8));
        return said.IsEmpty && scope.IsEmpty ? default
            : new AnswerHint(said.IsEmpty ? null : Milliseconds(said.Span), JsonMembers.AsText(scope) != "public");
    }

    // What cannot be read, or lies before now, is good for no time.
    private static TimeSpan Milliseconds(ReadOnlySpan<byte> said) =>
        Utf8Parser.TryParse(said, out long number, out var read) && read == said.Length ? TimeSpan.FromMilliseconds(Math.Clamp(number, 0, MostMilliseconds)) : TimeSpan.Zero;
}
