using McpPlatform.Connectors.Files.Folder;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Files.Reading;

/// <summary>
/// Which rows of which files an incremental read takes. A file that no run has read is new as a whole, whatever its values are. Of all others the
/// rows from the last value on come, also of those that did not change: the destination removes what it has by counting equal rows, and would
/// take a new row for an old one that did not come again.
/// </summary>
/// <param name="column">The cursor's column.</param>
/// <param name="cursor">Where the read began.</param>
internal sealed class FileWindow(CatalogColumn column, FileCursor cursor)
{
    private readonly Dictionary<string, FileTail> tails = new(cursor.TailsBefore);

    /// <summary>Whether a file can have rows of the window.</summary>
    public bool Needs(FileEntry file) => !IsKnown(file) || cursor.ValueBefore is null
        || cursor.TailsBefore.GetValueOrDefault(file.Name) is not { } tail || tail.Missing || Compare(tail.Value, cursor.ValueBefore) >= 0;

    /// <summary>The cursor's column in a file that is opened.</summary>
    public CursorColumn Open(FileEntry file, int place) =>
        new(column, place, cursor.Before.ContainsKey(file.Name) ? cursor.ValueBefore : null, IsKnown(file));

    /// <summary>Where the read stands within a file.</summary>
    public FileCursor Behind(FileEntry file, CursorColumn read)
    {
        tails[file.Name] = read.Tail;
        var value = Compare(read.Tail.Value, cursor.ValueBefore) > 0 ? read.Tail.Value : cursor.ValueBefore;
        foreach (var tail in tails.Values)
        {
            value = Compare(tail.Value, value) > 0 ? tail.Value : value;
        }

        return cursor with { Value = value, Tails = new(tails), From = TextOf(value), Type = value is null || !IsSameEverywhere ? null : column.Type.ToString() };
    }

    // Texts are compared by their bytes here, and by a language's rules elsewhere.
    private bool IsSameEverywhere => column.Type.Kind != TypeKind.Text;

    private bool IsKnown(FileEntry file) => cursor.Before.GetValueOrDefault(file.Name) == file.Fingerprint;

    private string? TextOf(string? value) =>
        value is null || !IsSameEverywhere ? null : PgText.ToString(column.Type, Convert.FromBase64String(value));

    private int Compare(string? one, string? other) => one is null ? (other is null ? 0 : -1)
        : other is null ? 1 : PgOrder.Compare(column.Type.Kind, Convert.FromBase64String(one), Convert.FromBase64String(other));
}
