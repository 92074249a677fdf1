namespace McpPlatform.Core.Planning.Critique;

/// <summary>Collects findings while the critic walks through a plan.</summary>
internal sealed class Findings
{
    private readonly List<Finding> list = [];

    public IReadOnlyList<Finding> All => list;

    public void Error(string field, string sentence) => list.Add(new Finding(field, FindingSeverity.Error, sentence));

    public void Warn(string field, string sentence) => list.Add(new Finding(field, FindingSeverity.Warning, sentence));

    public void Note(string field, string sentence) => list.Add(new Finding(field, FindingSeverity.Note, sentence));

    public static string ListOf(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(12)) + (all.Count > 12 ? $" and {all.Count - 12} more" : "");
    }
}
