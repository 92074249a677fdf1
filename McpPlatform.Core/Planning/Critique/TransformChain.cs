using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>Walks the transforms of a stream as a run will: each step sees the columns as the step before left them.</summary>
public static class TransformChain
{
    /// <summary>The columns that arrive, as far as the transforms can be followed.</summary>
    /// <param name="stream">The stream's plan.</param>
    /// <param name="found">The stream as discovered.</param>
    public static IReadOnlyList<CatalogColumn> Result(StreamPlan stream, CatalogStream found)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(found);
        return Walk(stream, found, "", new Findings());
    }

    internal static void Judge(StreamPlan stream, CatalogStream found, string field, Findings findings) =>
        Walk(stream, found, $"{field}.transforms", findings);

    private static List<CatalogColumn> Walk(StreamPlan stream, CatalogStream found, string field, Findings findings)
    {
        var columns = stream.SelectedFields.Count == 0
            ? [.. found.Columns]
            : stream.SelectedFields.SelectMany(name => found.Columns.Where(c => c.Name == name)).ToList();
        for (var i = 0; i < stream.Transforms.Count; i++)
        {
            Apply(stream, stream.Transforms[i], columns, $"{field}[{i}]", findings);
        }

        return columns;
    }

    private static void Apply(StreamPlan stream, Transform transform, List<CatalogColumn> columns, string field, Findings findings)
    {
        if (transform is MaskTransform { Column: null } everywhere)
        {
            DetectEverywhere(stream, everywhere, columns, field, findings);
            return;
        }

        var name = transform switch
        {
            RenameTransform rename => rename.From,
            CastTransform cast => cast.Column,
            MaskTransform mask => mask.Column!,
            FilterTransform filter => filter.Column,
            _ => "",
        };
        var at = columns.FindIndex(c => c.Name == name);
        if (at < 0)
        {
            findings.Error(field, $"At this step there is no column '{name}'. There are: {Findings.ListOf(columns.Select(c => c.Name))}.");
            return;
        }

        switch (transform)
        {
            case RenameTransform rename:
                Rename(rename, columns, at, field, findings);
                break;
            case CastTransform cast:
                Cast(cast, columns, at, field, findings);
                break;
            case MaskTransform { Method: MaskMethod.Detect }:
                Detect(stream, columns[at], field, findings);
                break;
            case MaskTransform:
                Mask(stream, columns, at, field, findings);
                break;
            case FilterTransform filter:
                Filter(filter, columns[at], field, findings);
                break;
        }
    }

    private static void Rename(RenameTransform rename, List<CatalogColumn> columns, int at, string field, Findings findings)
    {
        if (rename.To.Length is 0 or > 63 || rename.To.Contains('\0', StringComparison.Ordinal))
        {
            findings.Error(field, "A column's name has 1 to 63 characters.");
        }
        else if (columns.Any(c => c.Name == rename.To))
        {
            findings.Error(field, $"There is a column '{rename.To}' already.");
        }
        else
        {
            columns[at] = columns[at] with { Name = rename.To };
        }
    }

    private static void Cast(CastTransform cast, List<CatalogColumn> columns, int at, string field, Findings findings)
    {
        if (!TypeRules.CanCast(columns[at].Type, cast.Type))
        {
            findings.Error(field, $"Values of '{cast.Column}' are {columns[at].Type} and cannot become {cast.Type}.");
        }

        columns[at] = columns[at] with { Type = cast.Type, NativeType = null };
    }

    private static void Mask(StreamPlan stream, List<CatalogColumn> columns, int at, string field, Findings findings)
    {
        if (stream.PrimaryKey.Contains(columns[at].Name) && stream.Transforms.OfType<MaskTransform>()
            .Any(m => m.Column == columns[at].Name && m.Method != MaskMethod.Hash))
        {
            findings.Error(field, $"'{columns[at].Name}' identifies rows; masked so, different rows would look the same. Use the method hash.");
        }

        columns[at] = columns[at] with { Type = ColumnType.Text, NativeType = null };
    }

    private static void DetectEverywhere(StreamPlan stream, MaskTransform mask, List<CatalogColumn> columns, string field, Findings findings)
    {
        if (mask.Method != MaskMethod.Detect)
        {
            findings.Error(field, "A mask names its column. Only the method detect goes without one, and then looks into every column of text.");
            return;
        }

        var masked = stream.Transforms.TakeWhile(t => t != mask).OfType<MaskTransform>().Select(m => m.Column).ToHashSet();
        foreach (var column in columns.Where(c => c.Type.HoldsText() && !masked.Contains(c.Name)))
        {
            Detect(stream, column, field, findings);
        }
    }

    private static void Detect(StreamPlan stream, CatalogColumn column, string field, Findings findings)
    {
        if (!column.Type.HoldsText())
        {
            findings.Error(field, $"The method detect looks into text and JSON; '{column.Name}' is {column.Type}. Cast it to text first, or use another method.");
        }
        else if (stream.PrimaryKey.Contains(column.Name))
        {
            findings.Error(field, $"'{column.Name}' identifies rows; with what is found in it hidden, different rows could look the same. Name the columns to look into, or use the method hash.");
        }
    }

    private static void Filter(FilterTransform filter, CatalogColumn column, string field, Findings findings)
    {
        var test = filter.Op is FilterOperator.IsNull or FilterOperator.IsNotNull;
        if (test == filter.Value is not null)
        {
            findings.Error(field, test ? "A test for null takes no value." : "The comparison needs a value.");
            return;
        }

        if (test)
        {
            return;
        }

        var value = filter.Value!.Value;
        if (filter.Op == FilterOperator.In != (value.ValueKind == JsonValueKind.Array))
        {
            findings.Error(field, "The comparison 'in' takes an array, every other one a single value.");
            return;
        }

        if (filter.Op == FilterOperator.Contains && column.Type is not { Kind: TypeKind.Text, IsArray: false })
        {
            findings.Error(field, $"'contains' looks into text; '{column.Name}' is {column.Type}.");
            return;
        }

        IEnumerable<JsonElement> values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        foreach (var one in values.Where(v => !TypeRules.Compares(column.Type, v)).Take(1))
        {
            findings.Error(field, $"'{one}' cannot be compared with '{column.Name}', which is {column.Type}.");
        }
    }
}
