using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// The columns that the kept hashes of a window were made of. When a source gains, loses or changes a column, the same row hashes to something
/// else: then the rows are found in the target by their old hash, and compared by the columns that both reads have.
/// </summary>
/// <param name="Former">Names and types of the columns then; <see langword="null"/> when nothing is known of them.</param>
internal sealed record OverlapColumns(IReadOnlyDictionary<string, string>? Former)
{
    /// <summary>What is kept of the last run.</summary>
    public static async Task<OverlapColumns> ReadAsync(NpgsqlConnection session, RunContext run, CancellationToken ct)
    {
        var kept = await session.QueryAsync(
            $"SELECT overlap_columns FROM _mcpp.commit WHERE {CommitRow.Key} AND overlap_columns IS NOT NULL", row => row.GetFieldValue<string[]>(0), ct,
            CommitRow.KeyOf(run));
        return new OverlapColumns(kept.SingleOrDefault()?.Chunk(2).ToDictionary(c => c[0], c => c[1]));
    }

    /// <summary>Keeps the columns of this run for the next.</summary>
    public static Task KeepAsync(NpgsqlConnection session, StagedRows staged, RunContext run, CancellationToken ct) => session.ExecuteAsync(
        $"UPDATE _mcpp.commit SET overlap_columns = @columns WHERE {CommitRow.Key}", ct,
        [.. CommitRow.KeyOf(run), ("columns", staged.Columns.SelectMany(c => new[] { c.Name, c.Staged }).ToArray())]);

    /// <summary>Whether the columns are others now, and the old rows still stand to be compared with.</summary>
    public bool HaveChanged(StagedRows staged) =>
        Former is not null && staged.Fit.TableId is not null
        && (Former.Count != staged.Columns.Count || staged.Columns.Any(c => Former.GetValueOrDefault(c.Name) != c.Staged));

    /// <summary>Hash of a staged row over the columns that both reads have, as the target will hold them.</summary>
    public string HashOfStaged(StagedRows staged) => StagedHash(Common(staged));

    /// <summary>A query for the rows that the last run brought: their hash over the common columns, and how many copies are kept.</summary>
    /// <param name="staged">The staged rows.</param>
    /// <param name="key">Condition for the kept hashes, named <c>o</c>.</param>
    public string SeenQuery(StagedRows staged, string key)
    {
        var there = staged.Fit.Target;
        var full = Overlap.Hash(Former!.Keys.Select(name => (name, $"t.{TableName.Quote(name)}")));
        var common = TargetHash(Common(staged));
        return $"""
            SELECT k.row_hash, sum(o.copies) AS copies
              FROM (SELECT DISTINCT {full} AS full_hash, {common} AS row_hash FROM {there.Quoted} t) k
              JOIN _mcpp.overlap o ON {key} AND o.row_hash = k.full_hash GROUP BY 1
            """;
    }

    /// <summary>Hash of a staged row, named <c>s</c>, over some columns as the target will hold them.</summary>
    public static string StagedHash(IEnumerable<StagedColumn> columns) => Overlap.Hash(columns.Select(c => (c.Name, Plain(c, c.AsTarget("s")))));

    /// <summary>The same of a row of the target, named <c>t</c>.</summary>
    public static string TargetHash(IEnumerable<StagedColumn> columns) =>
        Overlap.Hash(columns.Select(c => (c.Name, Plain(c, $"t.{c.Quoted}::{c.Declaration}"))));

    // A number that was whole and has places behind the point now is the same number, written with more noughts.
    private static string Plain(StagedColumn column, string value) =>
        column.Declaration.StartsWith("numeric", StringComparison.Ordinal) && !column.Declaration.EndsWith(']') ? $"trim_scale({value})" : value;

    private IEnumerable<StagedColumn> Common(StagedRows staged) => staged.Columns.Where(c => Former!.ContainsKey(c.Name));
}
