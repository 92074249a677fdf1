using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;
using McpPlatform.Tests.Data;
using McpPlatform.Worker.Sync.Transforms;
using Shouldly;
using Xunit;
using Segment = McpPlatform.Data.Segment;

namespace McpPlatform.Tests.Orchestration;

/// <summary>The mask that hides what the detectors find.</summary>
public sealed class DetectTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private readonly HiddenCounts hidden = new();

    [Fact]
    public void What_detectors_find_is_hidden_and_the_rest_of_the_text_stays()
    {
        var column = Apply(new MaskTransform("note", MaskMethod.Detect), Column("note", ColumnType.Text, "call anna@nordwind.example soon", null, "nothing here")).Single();

        Texts(column).ShouldBe(["call [email] soon", null, "nothing here"]);
        hidden.Take().ShouldBe(new Dictionary<string, long> { ["email"] = 1 });
        hidden.Take().ShouldBeEmpty();
    }

    [Fact]
    public void A_column_without_findings_is_the_very_same()
    {
        var column = Column("note", ColumnType.Text, "a", "b", null);

        Apply(new MaskTransform("note", MaskMethod.Detect), column).Single().ShouldBeSameAs(column);
        hidden.Take().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("json", """{"who":"anna@nordwind.example","n":4111111111111111,"x":[1,"a"]}""", """{"who":"[email]","n":0,"x":[1,"a"]}""")]
    [InlineData("jsonb", """{"who": "anna@nordwind.example"}""", """{"who": "[email]"}""")]
    [InlineData("text", """{"card": 4111111111111111}""", """{"card": 0}""")]
    [InlineData("native:public.citext", "Anna@Nordwind.example", "[email]")]
    [InlineData("text[]", """{"mail anna@nordwind.example",NULL,plain}""", """{"mail [email]",NULL,plain}""")]
    public void Texts_are_found_where_they_lie_and_the_type_stays(string type, string value, string shown)
    {
        ColumnType.TryParse(type, out var parsed).ShouldBeTrue();

        var column = Apply(new MaskTransform("v", MaskMethod.Detect), Column("v", parsed, value)).Single();

        column.Schema.Type.ShouldBe(parsed);
        Texts(column).ShouldBe([shown]);
    }

    [Fact]
    public void The_name_of_a_column_speaks_for_its_values() =>
        Texts(Apply(new MaskTransform("api_password", MaskMethod.Detect), Column("api_password", ColumnType.Text, "rT7vbq92LmX")).Single()).ShouldNotContain("rT7vbq92LmX");

    [Fact]
    public void Without_a_column_every_text_is_looked_into_but_what_a_mask_before_has_hidden()
    {
        var columns = Apply(
            [new MaskTransform("email", MaskMethod.Hash), new MaskTransform(null, MaskMethod.Detect)],
            Column("id", new ColumnType(TypeKind.Int64), "4111111111111111"), Column("email", ColumnType.Text, "anna@nordwind.example"), Column("note", ColumnType.Text, "mail anna@nordwind.example"));

        Texts(columns[0]).ShouldBe(["4111111111111111"]);
        Texts(columns[1]).Single()!.Length.ShouldBe(32);
        Texts(columns[2]).ShouldBe(["mail [email]"]);
    }

    [Fact]
    public void What_is_blocked_ends_the_run_with_column_and_kind_and_never_the_data()
    {
        var failure = Should.Throw<ConnectorException>(() => Apply(
            new MaskTransform("note", MaskMethod.Detect), [Column("note", ColumnType.Text, "card 4111 1111 1111 1111")], ("card", RedactionAction.Block)));

        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldBe("Column 'note' holds data of the kind 'card', which may not be moved. Leave the column out, or mask it with another method.");
        hidden.Take().ShouldBeEmpty();
    }

    [Fact]
    public void The_settings_say_what_happens_and_equal_data_stays_equal()
    {
        var texts = Texts(Apply(
            new MaskTransform("note", MaskMethod.Detect), [Column("note", ColumnType.Text, "a@b.example", "a@b.example", "c@d.example")], ("email", RedactionAction.Hash)).Single());

        texts[0].ShouldStartWith("[email:");
        texts[1].ShouldBe(texts[0]);
        texts[2].ShouldNotBe(texts[0]);
    }

    [Fact]
    public void Json_that_cannot_be_looked_into_rejects_its_row_and_is_shown_nowhere()
    {
        var deep = $"{new string('[', 200)}\"anna@nordwind.example\"{new string(']', 200)}";
        var segment = new Segment(1, new RecordBatch([Column("v", new ColumnType(TypeKind.Json), deep, "[1]")], 2), 2, 0, [], null);

        var result = Compile([new MaskTransform("v", MaskMethod.Detect)], segment.Batch.Columns).Apply(segment, 0);

        result.Batch.RowCount.ShouldBe(1);
        result.Rejected.Single().Value.ShouldBe("");
    }

    [Fact]
    public void A_number_is_no_text_to_look_into() =>
        Should.Throw<ConnectorException>(() => Apply(new MaskTransform("n", MaskMethod.Detect), Column("n", new ColumnType(TypeKind.Int64), "1"))).Message.ShouldContain("int64");

    private IReadOnlyList<Column> Apply(MaskTransform mask, params Column[] columns) => Apply([mask], columns);

    private IReadOnlyList<Column> Apply(MaskTransform mask, Column[] columns, (string Id, RedactionAction Action) rule) => Apply([mask], columns, rule);

    private IReadOnlyList<Column> Apply(Transform[] transforms, params Column[] columns) => Apply(transforms, columns, null);

    private IReadOnlyList<Column> Apply(Transform[] transforms, Column[] columns, (string Id, RedactionAction Action)? rule) =>
        Compile(transforms, columns, rule).Apply(new Segment(1, new RecordBatch(columns, columns[0].RowCount), columns[0].RowCount, 0, [], null), 0).Batch.Columns;

    private TransformChain Compile(Transform[] transforms, IReadOnlyList<Column> columns, (string Id, RedactionAction Action)? rule = null)
    {
        var actions = new Dictionary<string, RedactionAction>();
        if (rule is { } one)
        {
            actions[one.Id] = one.Action;
        }

        var pool = new RedactorPool(new RedactionRules(DetectorSet.Default, actions, Key: Key));
        return TransformChain.Compile(
            [.. columns.Select(c => new CatalogColumn(c.Schema.Name, c.Schema.Type, true))], new HashSet<string>(), transforms, new Masking(Key, pool.Rent, hidden));
    }

    private static Column Column(string name, ColumnType type, params string?[] values)
    {
        var encoding = type.Kind == TypeKind.Native ? ColumnEncoding.Utf8 : ColumnEncoding.PgBinary;
        var builder = new ColumnBuilder(new ColumnSchema(name, type, true, encoding));
        foreach (var value in values)
        {
            if (value is null)
            {
                builder.AddNull();
            }
            else
            {
                builder.Add(encoding == ColumnEncoding.Utf8 ? Encoding.UTF8.GetBytes(value) : PgBytes.Of(type, value));
            }
        }

        return builder.Build();
    }

    private static List<string?> Texts(Column column) =>
        [.. Enumerable.Range(0, column.RowCount).Select(r => column.IsNull(r) ? null : ValueText.ToString(column.Schema, column.Value(r)))];
}
