using System.Globalization;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>A range of blocks of a table, read inside one exported snapshot.</summary>
/// <param name="Snapshot">Name of the snapshot.</param>
/// <param name="FromBlock">First block.</param>
/// <param name="ToBlock">The block behind the last; <see langword="null"/> reads to the end.</param>
internal sealed record Partition(string Snapshot, long FromBlock, long? ToBlock)
{
    /// <summary>The condition on rows.</summary>
    public string Condition => ToBlock is null
        ? Invariant($"ctid >= '({FromBlock},0)'::tid")
        : Invariant($"ctid >= '({FromBlock},0)'::tid AND ctid < '({ToBlock},0)'::tid");

    /// <summary>Divides a table of so many blocks.</summary>
    public static IReadOnlyList<Partition> Divide(string snapshot, long blocks, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Partition(snapshot, blocks * i / count, i == count - 1 ? null : blocks * (i + 1) / count))];

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static Partition? Parse(string text) => text.Split('/') is [var snapshot, var from, var to]
        && long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && (to.Length == 0 || long.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? new Partition(snapshot, first, to.Length == 0 ? null : long.Parse(to, CultureInfo.InvariantCulture))
            : null;

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Snapshot}/{FromBlock}/{ToBlock}");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
