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
        var name = transform switch
        {
            RenameTransform rename => rename.From,
            CastTransform cast => cast.Column,
            MaskTransform mask => mask.Column,
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
