using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Whether a stream exists, with the columns, keys and cursor that the plan names.</summary>
internal static class StreamCritic
{
    public static void Judge(PipelinePlan plan, int index, PlanFacts facts, Findings findings)
    {
        var stream = plan.Streams[index];
        var field = $"streams[{index}]";
        if (facts.Source?.Catalog is not { } catalog)
        {
            return;
        }

        if (Find(catalog, stream) is not { } found)
        {
            findings.Error($"{field}.name", $"There is no stream '{FullName(stream)}' in '{plan.Source.Connection}'.");
            return;
        }

        JudgeSelection(stream, found, field, findings);
        JudgeCursor(stream, found, field, findings);
        JudgeKeys(stream, found, field, findings);
        TransformChain.Judge(stream, found, field, findings);
    }

    public static CatalogStream? Find(Catalog catalog, StreamPlan stream) =>
        catalog.Streams.FirstOrDefault(s => s.Name == stream.Name && s.Namespace == stream.Namespace);

    private static string FullName(StreamPlan stream) => new StreamName(stream.Name, stream.Namespace).ToString();

    private static void JudgeSelection(StreamPlan stream, CatalogStream found, string field, Findings findings)
    {
        foreach (var column in stream.SelectedFields.Where(c => !Has(found, c)))
        {
            findings.Error($"{field}.selectedFields", Missing(column, found));
        }

        if (stream.SelectedFields.Distinct(StringComparer.Ordinal).Count() != stream.SelectedFields.Count)
        {
            findings.Error($"{field}.selectedFields", "A column is selected twice.");
        }
    }

    private static void JudgeCursor(StreamPlan stream, CatalogStream found, string field, Findings findings)
    {
        if (!stream.SyncMode.IsIncremental())
        {
            if (stream.CursorField is not null)
            {
                findings.Error($"{field}.cursorField", "Only an incremental mode uses a cursor; leave it out or change the mode.");
            }

            return;
        }

        if (stream.CursorField is null)
        {
            findings.Error($"{field}.cursorField", $"An incremental mode needs a cursor. Candidates: {Findings.ListOf(found.CursorFields)}.");
        }
        else if (found.Columns.FirstOrDefault(c => c.Name == stream.CursorField) is not { } column)
        {
            findings.Error($"{field}.cursorField", Missing(stream.CursorField, found));
        }
        else if (!column.Type.IsOrderable())
        {
            findings.Error($"{field}.cursorField", $"Column '{column.Name}' is {column.Type}, which has no order that only grows.");
        }
        else if (stream.SyncMode == SyncMode.IncrementalAppend && !ArrivesAsItIs(stream, column))
        {
            findings.Error(
                $"{field}.cursorField",
                $"Rows are appended once only if their cursor arrives with them: select column '{column.Name}', and neither mask nor cast it.");
        }
        else if (column.Nullable && !found.CursorFields.Contains(column.Name))
        {
            findings.Warn($"{field}.cursorField", $"Column '{column.Name}' may be without value; such rows are never seen as new.");
        }
    }

    private static void JudgeKeys(StreamPlan stream, CatalogStream found, string field, Findings findings)
    {
        if (stream.SyncMode == SyncMode.IncrementalDedup && stream.PrimaryKey.Count == 0)
        {
            findings.Error($"{field}.primaryKey", "Deduplicating needs the columns that identify a row.");
        }

        if (stream.PrimaryKey.Distinct(StringComparer.Ordinal).Count() != stream.PrimaryKey.Count)
        {
            findings.Error($"{field}.primaryKey", "A key column is named twice.");
        }

        foreach (var key in stream.PrimaryKey)
        {
            if (!Has(found, key))
            {
                findings.Error($"{field}.primaryKey", Missing(key, found));
            }
            else if (stream.SelectedFields.Count > 0 && !stream.SelectedFields.Contains(key))
            {
                findings.Error($"{field}.primaryKey", $"Key column '{key}' is not among the selected columns.");
            }
        }
    }

    // Rows of the last window come again and are told from new ones by their content: without the cursor a new row could equal an old one.
    private static bool ArrivesAsItIs(StreamPlan stream, CatalogColumn cursor)
    {
        var name = cursor.Name;
        foreach (var transform in stream.Transforms)
        {
            if ((transform is MaskTransform mask && (mask.Column is null ? cursor.Type.HoldsText() : mask.Column == name)) || (transform is CastTransform cast && cast.Column == name))
            {
                return false;
            }

            name = transform is RenameTransform rename && rename.From == name ? rename.To : name;
        }

        return stream.SelectedFields.Count == 0 || stream.SelectedFields.Contains(stream.CursorField!);
    }

    private static bool Has(CatalogStream stream, string column) => stream.Columns.Any(c => c.Name == column);

    private static string Missing(string column, CatalogStream stream) =>
        $"'{stream.Name}' has no column '{column}'. It has: {Findings.ListOf(stream.Columns.Select(c => c.Name))}.";
}
