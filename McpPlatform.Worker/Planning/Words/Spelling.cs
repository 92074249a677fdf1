namespace McpPlatform.Worker.Planning.Words;

/// <summary>Corrects slips in command words only. A name is never corrected: it may be somebody's table.</summary>
internal static class Spelling
{
    private const int ShortestWord = 5;

    private static readonly string[] Commands =
    [
        "replace", "replacing", "overwrite", "overwriting", "append", "appending", "incremental", "incrementally", "every", "weekday", "weekdays",
        "hourly", "nightly", "daily", "weekly", "monthly", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "without", "rename", "columns", "column", "tables", "import", "export", "excluding", "except", "between", "midnight", "existing",
        "everything", "only", "upsert", "minutes", "hours", "where", "warehouse", "transfer",
    ];

    public static void Correct(Sentence sentence, Func<string, bool> isName)
    {
        for (var i = 0; i < sentence.Tokens.Count; i++)
        {
            var token = sentence.Tokens[i];
            var plain = token is { Quoted: false, Text.Length: >= ShortestWord } && token.Original.All(char.IsAsciiLetterLower);
            if (plain && !StopWords.Contains(token.Text) && !Commands.Contains(token.Text) && !Commands.Any(c => c.StartsWith(token.Text, StringComparison.Ordinal) || token.Text.StartsWith(c, StringComparison.Ordinal)) && !isName(token.Text)
                && Commands.Where(c => c.Length >= ShortestWord && Names.Edits(token.Text, c) == 1).ToList() is [var meant])
            {
                sentence.Correct(i, meant);
            }
        }
    }
}
