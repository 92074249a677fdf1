namespace McpPlatform.Worker.Planning.Words;

/// <summary>One word, number, quoted text or punctuation mark, and where it stood.</summary>
/// <param name="Text">Lower-case, for comparing.</param>
/// <param name="Original">As written, without quotes.</param>
/// <param name="Start">First character in the words.</param>
/// <param name="Length">Characters in the words, quotes included.</param>
/// <param name="Quoted">Whether it stood in quotes: then it is a name or a value, never a command.</param>
internal sealed record Token(string Text, string Original, int Start, int Length, bool Quoted)
{
    public bool IsPunctuation => !Quoted && !Text.Any(c => char.IsLetterOrDigit(c) || c is '_' or '*');
}
