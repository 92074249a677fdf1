using System.Text.RegularExpressions;

namespace McpPlatform.Guard.Detection;

/// <summary>A detector that an installation defines by a pattern, such as one for its own customer numbers.</summary>
public sealed class CustomDetector
{
    private const int LongestPattern = 1_000;
    private const int LongestId = 64;

    /// <summary>Makes one.</summary>
    /// <param name="id">Its name: 1 to 64 small letters, digits, <c>_</c>, <c>-</c> and <c>.</c></param>
    /// <param name="pattern">A regular expression, at most 1,000 characters, without back references and look-arounds: its time grows with the text only.</param>
    /// <param name="near">Words of which one must stand within 48 bytes before, or in the label; empty for none.</param>
    /// <exception cref="ArgumentException">The name or the pattern is none; the message says why.</exception>
    public CustomDetector(string id, string pattern, IReadOnlyList<string>? near = null)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(pattern);
        if (id.Length is 0 or > LongestId || !id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.'))
        {
            throw new ArgumentException($"The detector '{id}' must be named with 1 to {LongestId} small letters, digits, '_', '-' and '.'.", nameof(id));
        }

        Detector = new Detector(id, DetectorCategory.Custom, $"Matches the pattern of '{id}'.");
        Pattern = Compile(id, pattern);
        Near = [.. (near ?? []).Select(w => System.Text.Encoding.UTF8.GetBytes(w.ToLowerInvariant()))];
    }

    /// <summary>What its findings name.</summary>
    public Detector Detector { get; }

    internal Regex Pattern { get; }

    internal System.Collections.Immutable.ImmutableArray<byte[]> Near { get; }

    private static Regex Compile(string id, string pattern)
    {
        if (pattern.Length is 0 or > LongestPattern)
        {
            throw new ArgumentException($"The pattern of '{id}' must have 1 to {LongestPattern} characters.", nameof(pattern));
        }

        try
        {
            var compiled = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return compiled.IsMatch("") ? throw new ArgumentException($"The pattern of '{id}' matches nothing at all, so it would match everywhere.", nameof(pattern)) : compiled;
        }
        catch (Exception exception) when (exception is RegexParseException or NotSupportedException)
        {
            throw new ArgumentException($"The pattern of '{id}' is no regular expression that can be used: {exception.Message}", nameof(pattern));
        }
    }
}
