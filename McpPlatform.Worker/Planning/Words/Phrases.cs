using System.Text.RegularExpressions;

namespace McpPlatform.Worker.Planning.Words;

/// <summary>Makes patterns over the tokens of a sentence.</summary>
internal static class Phrases
{
    // Words are at most 4,000 characters; the timeout is a second fence.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>A pattern that matches whole tokens only.</summary>
    public static Regex Of(string pattern) =>
        new($"(?<=^| )(?:{pattern})(?=$| )", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout);
}
