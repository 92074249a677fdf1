using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>A stream's transforms, compiled for its columns: names became places, types and filter values are checked once.</summary>
internal sealed class TransformChain
{
    private const string MaskChange = "mask:";
    private readonly List<ITransformStep> steps = [];

    private TransformChain(IEnumerable<CatalogColumn> columns) => Columns = [.. columns];

    /// <summary>Columns as the last step leaves them.</summary>
    public List<CatalogColumn> Columns { get; }

    /// <summary>For each column the source column it comes from and what happened to it on the way.</summary>
    public List<ColumnOrigin> Origins { get; private init; } = [];

    /// <summary>Whether segments pass unchanged.</summary>
    public bool IsEmpty => steps.Count == 0;

    /// <summary>Compiles the transforms of a stream.</summary>
    /// <param name="columns">Columns as they are read.</param>
    /// <param name="unknown">Those of them that rows must have no value in, and that go no further.</param>
    /// <param name="transforms">The transforms.</param>
    /// <param name="masking">What masks work with.</param>
    /// <exception cref="ConnectorException">A transform does not fit the columns.</exception>
    public static TransformChain Compile(
        IReadOnlyList<CatalogColumn> columns, IReadOnlySet<string> unknown, IReadOnlyList<Transform> transforms, Masking masking)
    {
        var chain = new TransformChain(columns.Where(c => !unknown.Contains(c.Name)))
        {
            Origins = [.. columns.Where(c => !unknown.Contains(c.Name)).Select(c => new ColumnOrigin(c.Name, []))],
        };
        if (unknown.Count > 0)
        {
            chain.steps.Add(new UnknownColumnStep([.. Enumerable.Range(0, columns.Count).Where(i => unknown.Contains(columns[i].Name))]));
        }

        foreach (var transform in transforms)
        {
            chain.Add(transform, masking);
        }

        return chain;
    }

    /// <summary>Puts casts before everything else, for columns that the source sends as another type than was asked for.</summary>
    /// <param name="casts">Places and wanted types.</param>
    public void CastFirst(IReadOnlyList<(int Index, ColumnType Type)> casts) =>
        steps.InsertRange(0, casts.Select(c => new CastStep(c.Index, c.Type)));

    /// <summary>Takes a segment through the steps.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="rowsBefore">Rows the source read for the segments before it.</param>
    public Segment Apply(Segment segment, long rowsBefore)
    {
        if (IsEmpty)
        {
            return segment;
        }

        var block = new RowBlock(segment.Batch, row => SourceRows.Number(segment, rowsBefore, row));
        foreach (var step in steps)
        {
            step.Apply(block);
        }

        return segment with
        {
            Batch = block.Build(),
            Discarded = segment.Discarded + block.Discarded,
            Rejected = block.Rejected.Count == 0 ? segment.Rejected : [.. segment.Rejected, .. block.Rejected],
        };
    }

    private void Add(Transform transform, Masking masking)
    {
        switch (transform)
        {
            case RenameTransform(var from, var to):
                AddRename(from, to);
                break;
            case CastTransform(var column, var type):
                AddCast(column, type);
                break;
            case MaskTransform { Method: MaskMethod.Detect, Column: var column }:
                AddDetect(column, masking);
                break;
            case MaskTransform({ } column, var method):
                var masked = Find(column, "mask");
                steps.Add(new MaskStep(masked, method, masking.HashKey));
                Change(masked, ColumnType.Text, $"{MaskChange}{method.ToString().ToLowerInvariant()}");
                break;
            case FilterTransform filter:
                var filtered = Find(filter.Column, "filter");
                FilterValues.Check(new ColumnSchema(filter.Column, Columns[filtered].Type, true), filter);
                steps.Add(new FilterStep(filtered, filter));
                break;
            default:
                throw Wrong($"The transform {transform.GetType().Name} is unknown to this version.");
        }
    }

    private void AddRename(string from, string to)
    {
        var index = Find(from, "rename");
        if (from != to && Columns.Any(c => c.Name == to))
        {
            throw Wrong($"'{from}' cannot be renamed to '{to}': there is a column of that name already.");
        }

        steps.Add(new RenameStep(index, to));
        Columns[index] = Columns[index] with { Name = to };
        Origins[index] = Origins[index].With("rename");
    }

    private void AddCast(string column, ColumnType type)
    {
        var index = Find(column, "cast");
        if (!ValueCast.CanReach(type))
        {
            throw Wrong($"'{column}' cannot be cast to {type}: only single values of known types can be a cast's result.");
        }

        steps.Add(new CastStep(index, type));
        Change(index, type, $"cast:{type}");
    }

    private void AddDetect(string? column, Masking masking)
    {
        int[] looked = column is not null ? [Find(column, "mask")]
            : [.. Enumerable.Range(0, Columns.Count).Where(i => Columns[i].Type.HoldsText() && !Origins[i].Changes.Any(c => c.StartsWith(MaskChange, StringComparison.Ordinal)))];
        foreach (var index in looked)
        {
            if (!Columns[index].Type.HoldsText())
            {
                throw Wrong($"The mask 'detect' looks into text and JSON, and '{column}' is {Columns[index].Type}. Cast it to text first, or use another method.");
            }

            Origins[index] = Origins[index].With($"{MaskChange}detect");
        }

        steps.Add(new DetectStep(looked, masking));
    }

    private void Change(int index, ColumnType type, string what)
    {
        Columns[index] = Columns[index] with { Type = type, NativeType = null };
        Origins[index] = Origins[index].With(what);
    }

    private int Find(string column, string kind)
    {
        var index = Columns.FindIndex(c => c.Name == column);
        return index >= 0
            ? index
            : throw Wrong($"The transform '{kind}' names the column '{column}', which is not among {string.Join(", ", Columns.Select(c => c.Name))}.");
    }

    private static ConnectorException Wrong(string message) => new(FailureClass.Configuration, message);
}

/// <summary>Where a column comes from.</summary>
/// <param name="Source">The source column.</param>
/// <param name="Changes">What happened on the way.</param>
internal sealed record ColumnOrigin(string Source, IReadOnlyList<string> Changes)
{
    /// <summary>The same with one change more.</summary>
    /// <param name="change">The change.</param>
    public ColumnOrigin With(string change) => this with { Changes = [.. Changes, change] };
}
