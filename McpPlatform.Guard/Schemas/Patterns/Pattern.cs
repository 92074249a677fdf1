using System.Buffers;
using System.Diagnostics;
using System.Text.RegularExpressions;
using McpPlatform.Guard.Schemas.Evaluating;
using McpPlatform.Guard.Schemas.Values;

namespace McpPlatform.Guard.Schemas.Patterns;

/// <summary>
/// A regular expression of a schema. It is matched in time linear in the text; only one that looks around or back is matched by backtracking,
/// within <see cref="SchemaLimits.PatternTime"/>.
/// </summary>
internal sealed class Pattern
{
    private const int OnStack = 256;
    private readonly string source;

    // Making it costs more than all else about a schema, and most schemas that are checked never meet a value.
    private readonly Lazy<Regex> regex;

    private Pattern(string source, string translated)
    {
        this.source = source;
        regex = new Lazy<Regex>(() => RegexOf(translated));
    }

    /// <exception cref="FormatException">It is no regular expression of ECMA-262, or one that is not supported.</exception>
    public static Pattern Compile(string source) => new(source, new PatternTranslation(source).Run());

    /// <summary>Whether it matches somewhere in a text.</summary>
    /// <param name="raw">The text as it stands in its document, escaped.</param>
    /// <param name="evaluation">Bears the time it takes.</param>
    public bool IsMatch(ReadOnlySpan<byte> raw, Evaluation evaluation)
    {
        var rented = raw.Length > OnStack ? ArrayPool<char>.Shared.Rent(raw.Length) : null;
        var chars = rented ?? stackalloc char[OnStack];
        try
        {
            var text = chars[..JsonText.Decode(raw, chars)];
            return regex.Value.Options.HasFlag(RegexOptions.NonBacktracking) ? regex.Value.IsMatch(text) : IsMatchInTime(text, evaluation);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    public override string ToString() => source;

    private bool IsMatchInTime(ReadOnlySpan<char> text, Evaluation evaluation)
    {
        var began = Stopwatch.GetTimestamp();
        var matches = false;
        try
        {
            matches = regex.Value.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            evaluation.SpendPatternTime(SchemaLimits.PatternTime);
        }

        return evaluation.SpendPatternTime(Stopwatch.GetElapsedTime(began)) && matches;
    }

    // Looking around or back, and counting far, are left to the engine that backtracks.
    private static Regex RegexOf(string translated)
    {
        try
        {
            return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            return new Regex(translated, RegexOptions.CultureInvariant, SchemaLimits.PatternTime);
        }
    }
}
