using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using McpPlatform.Tests.Data;
using McpPlatform.Worker.Sync.Transforms;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class TransformTests
{
    private static readonly byte[] HashKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly Masking Means = new(HashKey, () => throw new InvalidOperationException("No mask here detects."), new HiddenCounts());

    [Fact]
    public void A_filter_keeps_exactly_the_rows_a_plain_comparison_keeps() => Prop.ForAll<int?[], int>((values, limit) =>
    {
        var result = Apply(Segment(values), new FilterTransform("n", FilterOperator.Ge, Json(limit)));

        Numbers(result.Batch.Columns[0]).ShouldBe(values.Where(v => v >= limit));
        result.Discarded.ShouldBe(values.Count(v => !(v >= limit)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_rows_are_always_kept_rejected_or_discarded() => Prop.ForAll<string?[], int>((texts, limit) =>
    {
        var result = Apply(
            Segment(texts), new CastTransform("t", new ColumnType(TypeKind.Int32)), new FilterTransform("t", FilterOperator.Lt, Json(limit)));

        (result.Batch.RowCount + result.Rejected.Count + result.Discarded).ShouldBe(result.RowsRead);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_value_that_cannot_be_cast_rejects_its_row_with_number_value_and_reason()
    {
        var result = Apply(Segment("1", "two", null, "4"), new CastTransform("t", new ColumnType(TypeKind.Int32)));

        Texts(result.Batch.Columns[0]).ShouldBe(["1", null, "4"]);
        result.Rejected.ShouldBe([new RejectedRow(2, "t", "two", "The value is no int32.")]);
        result.Batch.Columns[0].Schema.Type.Kind.ShouldBe(TypeKind.Int32);
    }

    [Fact]
    public void A_rejected_row_has_its_number_in_the_source_even_behind_rows_the_source_rejected()
    {
        var segment = Segment("1", "bad", "3") with { RowsRead = 5, Rejected = [new RejectedRow(101, "", null, "ragged"), new RejectedRow(103, "", null, "ragged")] };

        var result = Chain(new CastTransform("t", new ColumnType(TypeKind.Int64))).Apply(segment, rowsBefore: 100);

        result.Rejected.Select(r => r.Row).ShouldBe([101, 103, 104]);
    }

    [Fact]
    public void A_row_that_was_filtered_out_is_not_rejected_too()
    {
        var result = Apply(
            Segment("1", "two"), new FilterTransform("t", FilterOperator.Eq, Json("1")), new CastTransform("t", new ColumnType(TypeKind.Int32)));

        result.Discarded.ShouldBe(1);
        result.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void Null_is_kept_only_by_the_test_for_null()
    {
        foreach (var op in Enum.GetValues<FilterOperator>().Except([FilterOperator.IsNull, FilterOperator.IsNotNull, FilterOperator.In]))
        {
            Apply(Segment((string?)null), new FilterTransform("t", op, Json("x"))).Discarded.ShouldBe(1, op.ToString());
        }

        Apply(Segment((string?)null), new FilterTransform("t", FilterOperator.IsNull)).Discarded.ShouldBe(0);
    }

    [Fact]
    public void A_filter_can_ask_for_one_of_several_and_for_a_part_without_regard_to_case()
    {
        Texts(Apply(Segment("a", "b", "c"), new FilterTransform("t", FilterOperator.In, Json(new[] { "a", "c" }))).Batch.Columns[0]).ShouldBe(["a", "c"]);
        Texts(Apply(Segment("Berlin", "Rome"), new FilterTransform("t", FilterOperator.Contains, Json("BER"))).Batch.Columns[0]).ShouldBe(["Berlin"]);
    }

    [Fact]
    public void A_filter_whose_value_does_not_fit_the_column_is_refused_before_any_row_moves()
    {
        var failure = Should.Throw<ConnectorException>(() =>
            TransformChain.Compile([new CatalogColumn("n", new ColumnType(TypeKind.Int32), true)], NoNames, [new FilterTransform("n", FilterOperator.Eq, Json("red"))], Means));

        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("int32");
    }

    [Fact]
    public void Masks_hide_values_and_leave_null_alone()
    {
        Texts(Apply(Segment("secret", null), new MaskTransform("t", MaskMethod.Redact)).Batch.Columns[0]).ShouldBe(["***", null]);
        Texts(Apply(Segment("4111111111111111", "1234", "🙂🙂🙂🙂🙂"), new MaskTransform("t", MaskMethod.Partial)).Batch.Columns[0])
            .ShouldBe(["************1111", "****", "*🙂🙂🙂🙂"]);
    }

    [Fact]
    public void Hashes_are_equal_for_equal_values_also_when_their_type_differs()
    {
        var asText = Texts(Apply(Segment("42", "42", "43"), new MaskTransform("t", MaskMethod.Hash)).Batch.Columns[0]);
        var asNumber = Texts(Apply(Segment((int?)42), new MaskTransform("n", MaskMethod.Hash)).Batch.Columns[0]);

        asText[0].ShouldBe(asText[1]);
        asText[0].ShouldNotBe(asText[2]);
        asText[0]!.Length.ShouldBe(32);
        asNumber[0].ShouldBe(asText[0]);
    }

    [Fact]
    public void Names_refer_to_columns_as_the_step_before_left_them_and_origins_are_remembered()
    {
        var chain = Chain(new RenameTransform("t", "email"), new MaskTransform("email", MaskMethod.Redact));

        chain.Columns.Single().Name.ShouldBe("email");
        chain.Origins.Single().Source.ShouldBe("t");
        chain.Origins.Single().Changes.ShouldBe(["rename", "mask:redact"]);
        Should.Throw<ConnectorException>(() => Chain(new RenameTransform("t", "email"), new MaskTransform("t", MaskMethod.Redact)));
    }

    [Fact]
    public void A_row_with_a_value_in_an_unknown_column_is_discarded_and_the_column_goes()
    {
        var batch = new RecordBatch([Column("t", "a", "b"), Column("new", null, "x")], 2);
        var chain = TransformChain.Compile(
            [new CatalogColumn("t", ColumnType.Text, true), new CatalogColumn("new", ColumnType.Text, true)], new HashSet<string> { "new" }, [], Means);

        var result = chain.Apply(new Segment(1, batch, 2, 0, [], null), 0);

        result.Batch.Columns.Single().Schema.Name.ShouldBe("t");
        Texts(result.Batch.Columns[0]).ShouldBe(["a"]);
        result.Discarded.ShouldBe(1);
    }

    private static IReadOnlySet<string> NoNames { get; } = new HashSet<string>();

    private static Segment Apply(Segment segment, params Transform[] transforms)
    {
        var columns = segment.Batch.Columns.Select(c => new CatalogColumn(c.Schema.Name, c.Schema.Type, true)).ToList();
        return TransformChain.Compile(columns, NoNames, transforms, Means).Apply(segment, 0);
    }

    private static TransformChain Chain(params Transform[] transforms) =>
        TransformChain.Compile([new CatalogColumn("t", ColumnType.Text, true)], NoNames, transforms, Means);

    private static Segment Segment(params string?[] values) => new(1, new RecordBatch([Column("t", values)], values.Length), values.Length, 0, [], null);

    private static Segment Segment(params int?[] values)
    {
        var type = new ColumnType(TypeKind.Int32);
        var builder = new ColumnBuilder(new ColumnSchema("n", type, true));
        foreach (var value in values)
        {
            if (value is { } number)
            {
                builder.Add(PgBytes.Of(type, number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
            else
            {
                builder.AddNull();
            }
        }

        return new Segment(1, new RecordBatch([builder.Build()], values.Length), values.Length, 0, [], null);
    }

    private static Column Column(string name, params string?[] values)
    {
        var builder = new ColumnBuilder(new ColumnSchema(name, ColumnType.Text, true));
        foreach (var value in values)
        {
            if (value is null)
            {
                builder.AddNull();
            }
            else
            {
                builder.Add(Encoding.UTF8.GetBytes(value));
            }
        }

        return builder.Build();
    }

    private static List<string?> Texts(Column column) =>
        [.. Enumerable.Range(0, column.RowCount).Select(r => column.IsNull(r) ? null : ValueText.ToString(column.Schema, column.Value(r)))];

    private static IEnumerable<int?> Numbers(Column column) =>
        Texts(column).Select(t => t is null ? (int?)null : int.Parse(t, System.Globalization.CultureInfo.InvariantCulture));

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value);
}
