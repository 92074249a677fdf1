namespace McpPlatform.Data;

/// <summary>
/// The unit that travels, is acknowledged and is repeated: numbered from 1 within a run's stream, idempotent by its number. A reader that is
/// asked to resume behind segment n sends the same rows in segment n+1 as before, or continues from the cursor committed with n.
/// </summary>
/// <param name="Number">Its number.</param>
/// <param name="Batch">Its rows.</param>
/// <param name="RowsRead">Rows the source read for it: rows of the batch, plus rejected, plus discarded ones.</param>
/// <param name="Discarded">Rows left out as the plan asked.</param>
/// <param name="Rejected">Rows for quarantine.</param>
/// <param name="Cursor">Where the source stands behind it; <see langword="null"/> where it has no cursor.</param>
public sealed record Segment(
    long Number, RecordBatch Batch, int RowsRead, int Discarded, IReadOnlyList<RejectedRow> Rejected, string? Cursor);

/// <summary>A row that could not be taken.</summary>
/// <param name="Row">Its number in the source, from 1; a header does not count.</param>
/// <param name="Column">The column that was at fault; empty when the row as a whole was.</param>
/// <param name="Value">The value as text, cut after 1,000 characters; <see langword="null"/> for none.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record RejectedRow(long Row, string Column, string? Value, string Reason);
