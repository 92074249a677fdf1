using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Data;

public sealed class ColumnBuilderTests
{
    private static readonly ColumnSchema Schema = new("name", ColumnType.Text, true);

    [Fact]
    public void Values_nulls_and_empty_values_come_back_as_they_were_added()
    {
        var column = Build(Enumerable.Range(0, 5_000).Select(i => i % 7 == 0 ? null : new string('x', i % 50)));
        for (var row = 0; row < 5_000; row++)
        {
            column.IsNull(row).ShouldBe(row % 7 == 0);
            column.Value(row).Length.ShouldBe(row % 7 == 0 ? 0 : row % 50);
        }
    }

    [Fact]
    public void What_is_taken_back_leaves_no_trace()
    {
        var builder = new ColumnBuilder(Schema);
        builder.Add("kept"u8);
        builder.AddNull();
        builder.Add("gone"u8);
        "begun"u8.CopyTo(builder.GetSpan(5));
        builder.Advance(5);
        builder.TakeBack(2);
        builder.Add("last"u8);

        var column = builder.Build();
        column.RowCount.ShouldBe(3);
        column.Value(0).SequenceEqual("kept"u8).ShouldBeTrue();
        column.IsNull(1).ShouldBeTrue();
        column.Value(2).SequenceEqual("last"u8).ShouldBeTrue();
    }

    [Fact]
    public void A_built_column_keeps_its_values_while_the_next_is_built()
    {
        var builder = new ColumnBuilder(Schema);
        builder.Add("first"u8);
        var first = builder.Build();
        builder.Add("other"u8);
        builder.Build().Value(0).SequenceEqual("other"u8).ShouldBeTrue();
        first.Value(0).SequenceEqual("first"u8).ShouldBeTrue();
    }

    private static Column Build(IEnumerable<string?> values)
    {
        var builder = new ColumnBuilder(Schema);
        foreach (var value in values)
        {
            if (value is null)
            {
                builder.AddNull();
            }
            else
            {
                builder.Add(System.Text.Encoding.UTF8.GetBytes(value));
            }
        }

        return builder.Build();
    }
}
