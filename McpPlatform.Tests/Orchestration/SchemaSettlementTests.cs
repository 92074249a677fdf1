using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Worker.Sync.Schema;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class SchemaSettlementTests
{
    private static readonly CatalogColumn[] Last = [Column("id", TypeKind.Int32), Column("name", TypeKind.Text)];
    private static readonly CatalogColumn[] Now = [Column("id", TypeKind.Int64), Column("name", TypeKind.Text), Column("mood", TypeKind.Text)];

    [Fact]
    public void The_first_run_takes_what_is_there()
    {
        var settled = SchemaSettlement.Of(Stream(), SchemaPolicy.Freeze, null, Now);

        settled.Read.ShouldBe(Now);
        settled.Accepted.ShouldBe(Now);
    }

    [Fact]
    public void Evolving_takes_new_columns_and_the_wider_type()
    {
        var settled = SchemaSettlement.Of(Stream(), SchemaPolicy.Evolve, Last, Now);

        settled.Read.Select(c => (c.Name, c.Type.Kind)).ShouldBe([("id", TypeKind.Int64), ("name", TypeKind.Text), ("mood", TypeKind.Text)]);
        settled.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void Evolving_does_not_narrow_a_column_whose_values_happen_to_be_small_today()
    {
        var settled = SchemaSettlement.Of(Stream(), SchemaPolicy.Evolve, Now, [.. Last, Column("mood", TypeKind.Int32)]);

        settled.Read.Select(c => c.Type.Kind).ShouldBe([TypeKind.Int64, TypeKind.Text, TypeKind.Text]);
    }

    [Fact]
    public void A_frozen_schema_that_changed_fails_and_says_what_changed()
    {
        var failure = Should.Throw<ConnectorException>(() => SchemaSettlement.Of(Stream(), SchemaPolicy.Freeze, Last, Now));

        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("'mood' (text) is new");
        failure.Message.ShouldContain("'id' was int32 and is int64");
    }

    [Fact]
    public void Discarding_fields_leaves_unknown_columns_unread_and_keeps_the_known_schema()
    {
        var settled = SchemaSettlement.Of(Stream(), SchemaPolicy.DiscardField, Last, Now);

        settled.Read.Select(c => (c.Name, c.Type.Kind)).ShouldBe([("id", TypeKind.Int32), ("name", TypeKind.Text)]);
        settled.LeftOut.ShouldBe(["mood"]);
        settled.Accepted.ShouldBe(Last);
    }

    [Fact]
    public void Discarding_rows_reads_unknown_columns_only_to_look_for_values()
    {
        var settled = SchemaSettlement.Of(Stream(), SchemaPolicy.DiscardRow, Last, Now);

        settled.Read.Select(c => c.Name).ShouldBe(["id", "name", "mood"]);
        settled.Unknown.ShouldBe(["mood"]);
    }

    [Fact]
    public void Fields_the_plan_selects_are_known_whatever_was_committed_before()
    {
        var settled = SchemaSettlement.Of(Stream("mood", "id"), SchemaPolicy.DiscardRow, Last, Now);

        settled.Read.Select(c => c.Name).ShouldBe(["mood", "id"]);
        settled.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void A_selected_field_that_is_gone_is_named_with_those_that_are_there()
    {
        var failure = Should.Throw<ConnectorException>(() => SchemaSettlement.Of(Stream("email"), SchemaPolicy.Evolve, null, Now));

        failure.Message.ShouldContain("'email'");
        failure.Message.ShouldContain("id, name, mood");
    }

    private static StreamPlan Stream(params string[] fields) => new()
    {
        Name = "people", Target = "people", SyncMode = SyncMode.FullRefreshAppend, SelectedFields = fields,
    };

    private static CatalogColumn Column(string name, TypeKind kind) => new(name, new ColumnType(kind), true);
}
