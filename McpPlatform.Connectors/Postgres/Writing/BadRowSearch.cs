using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>
/// Copies a batch of which the server refused something: in small steps, putting aside the rows it names. Its message says which line was at
/// fault; where it does not, halving finds it.
/// </summary>
internal sealed partial class BadRowSearch(CopySession copy, string stagingName, TableName target)
{
    private const int Step = 512;

    /// <summary>Copies what can be copied.</summary>
    /// <returns>The rows that could not.</returns>
    public async Task<IReadOnlyList<RejectedRow>> CopyAsync(RecordBatch batch, Screened screened, long firstRow, CancellationToken ct)
    {
        var rows = Enumerable.Range(0, batch.RowCount).Where(screened.Writes).ToArray();
        var rejected = new List<RejectedRow>();
        for (var from = 0; from < rows.Length;)
        {
            from = await StepAsync(batch, rows, from, Math.Min(rows.Length, from + Step), firstRow, rejected, ct);
        }

        return rejected;
    }

    /// <summary>Copies a range, or what stands before the first bad row in it; returns where to go on.</summary>
    private async Task<int> StepAsync(
        RecordBatch batch, int[] rows, int from, int to, long firstRow, List<RejectedRow> rejected, CancellationToken ct)
    {
        while (await TryAsync(batch, rows, from, to, ct) is { } refusal)
        {
            if (to - from == 1)
            {
                rejected.Add(Reject(batch, rows[from], firstRow, refusal));
                return to;
            }

            // What stands before the named row is good; the row itself is tried alone.
            var line = LineOf(refusal);
            to = line == 1 ? from + 1 : line > 1 && line <= to - from ? from + line - 1 : from + ((to - from) / 2);
        }

        return to;
    }

    private async Task<PostgresException?> TryAsync(RecordBatch batch, int[] rows, int from, int to, CancellationToken ct)
    {
        var leaveOut = new bool[batch.RowCount];
        Array.Fill(leaveOut, true);
        foreach (var row in rows.AsSpan(from, to - from))
        {
            leaveOut[row] = false;
        }

        try
        {
            await copy.WriteAsync(batch, leaveOut, ct);
            await copy.EndAsync(ct);
            return null;
        }
        catch (PostgresException refusal) when (PostgresFailure.IsOfData(refusal))
        {
            await copy.UndoAsync(ct);
            return refusal;
        }
    }

    private RejectedRow Reject(RecordBatch batch, int row, long firstRow, PostgresException refusal)
    {
        var name = refusal.ColumnName ?? (refusal.Where is { } where ? ColumnPattern().Match(where).Groups[1].Value : "");
        var column = batch.Columns.FirstOrDefault(c => ColumnNames.Of(c.Schema.Name) == name);
        var reason = PostgresFailure.Sentence(refusal).Replace(stagingName, target.Name, StringComparison.Ordinal);
        return new RejectedRow(firstRow + row, column?.Schema.Name ?? "", column is null ? null : RejectedValue.Of(column, row), reason);
    }

    private static int LineOf(PostgresException refusal) =>
        refusal.Where is { } where && LinePattern().Match(where) is { Success: true } match
        && int.TryParse(match.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : 0;

    [GeneratedRegex(@"^COPY \S+, line (\d+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LinePattern();

    [GeneratedRegex(@"^COPY \S+, line \d+, column ([^:]+)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ColumnPattern();
}
