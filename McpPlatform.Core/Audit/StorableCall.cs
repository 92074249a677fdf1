using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Audit;

/// <summary>
/// Records as a database can keep them. Agents choose some of the text, and one record that cannot be stored would hold all later ones up: NUL and
/// halves of characters are replaced, long text is cut, and moments of no calendar in use are moved into one.
/// </summary>
public static class StorableCall
{
    private const int MaxLength = 256;
    private const int MaxNameLength = 2_048;
    private const int MostPolicies = 10;
    private const char Replacement = '\uFFFD';
    private static readonly DateTime Earliest = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(2200, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The record as it is stored and hashed: text cleaned, times to the microsecond.</summary>
    /// <param name="call">The record.</param>
    /// <param name="kept">What is kept of what the policies were told; <see langword="null"/> for nothing.</param>
    public static CallRecord Of(in CallRecord call, KeptAttributes? kept = null) => call with
    {
        TenantId = Text(call.TenantId), At = Whole(call.At), Duration = Whole(call.Duration), PrincipalId = Text(call.PrincipalId),
        OnBehalfOf = Optional(call.OnBehalfOf), Protocol = Text(call.Protocol), Transport = Text(call.Transport), Method = Text(call.Method),
        Name = Optional(call.Name, MaxNameLength), Upstream = Optional(call.Upstream), Rule = Text(call.Rule), TraceId = Optional(call.TraceId),
        Figures = call.Figures with { Server = Text(call.Figures.Server), Tool = Text(call.Figures.Tool, MaxNameLength) },
        Tried = Tried(call.Tried), Attributes = null, AttributesDigest = kept?.Digest ?? default, AttributesJson = kept?.Json,
        Outcome = Enum.IsDefined(call.Outcome) ? call.Outcome : CallOutcome.Failed,
    };

    private static TriedDecision? Tried(TriedDecision? tried) => tried is null ? null : tried with { By = [.. tried.By.Take(MostPolicies).Select(id => Text(id))] };

    private static DateTimeOffset Whole(DateTimeOffset at)
    {
        var ticks = Math.Clamp(at.UtcTicks, Earliest.Ticks, Latest.Ticks);
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    private static TimeSpan Whole(TimeSpan span) => new(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));

    private static string? Optional(string? text, int maxLength = MaxLength) => text is null ? null : Text(text, maxLength);

    private static string Text(string? text, int maxLength = MaxLength)
    {
        var kept = text is null ? "" : text.Length <= maxLength ? text : text[..maxLength];
        return IsClean(kept) ? kept : Cleaned(kept);
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }

    // Runes are whole characters: what is half of one comes as the replacement.
    private static string Cleaned(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.Value == 0 ? Replacement.ToString() : rune.ToString());
        }

        return clean.ToString();
    }
}
