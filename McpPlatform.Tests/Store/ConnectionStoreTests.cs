using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core;
using McpPlatform.Core.Connections;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class ConnectionStoreTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static AddConnection Shop { get; } =
        new("shop", "postgres", new Dictionary<string, string> { ["host"] = "db", ["password"] = "secret://shop-password" });

    [Fact]
    public async Task A_connection_is_added_listed_checked_and_removed()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var connections = store.Get<IConnectionStore>();

        await connections.AddAsync(TestStore.Person, Shop, Cancellation);
        var health = new ConnectionHealth(true, "PostgreSQL 18", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await connections.SetHealthAsync("default", "shop", health, Cancellation);

        var found = (await connections.FindAsync("default", "shop", Cancellation)).ShouldNotBeNull();
        found.Options.ShouldBe(Shop.Options, ignoreOrder: true);
        found.Health.ShouldBe(health);
        (await connections.ListAsync("default", Cancellation)).ShouldHaveSingleItem().Name.ShouldBe("shop");
        (await connections.FindAsync("other", "shop", Cancellation)).ShouldBeNull();
        (await connections.RemoveAsync(TestStore.Person, "shop", Cancellation)).ShouldBeTrue();
        (await connections.RemoveAsync(TestStore.Person, "shop", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_name_that_is_taken_is_refused_with_the_name()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var connections = store.Get<IConnectionStore>();
        await connections.AddAsync(TestStore.Person, Shop, Cancellation);

        var failure = await Should.ThrowAsync<ConflictException>(() => connections.AddAsync(TestStore.Person, Shop, Cancellation));

        failure.Message.ShouldContain("'shop'");
    }

    [Fact]
    public async Task A_built_in_connection_changes_only_where_it_differs_and_cannot_be_removed()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var connections = store.Get<IConnectionStore>();
        var samples = new AddConnection("samples", "files", new Dictionary<string, string> { ["root"] = "/a", ["readOnly"] = "true" });
        var reordered = new AddConnection("samples", "files", new Dictionary<string, string> { ["readOnly"] = "true", ["root"] = "/a" });
        await connections.PutBuiltInAsync("default", samples, Cancellation);
        await connections.SetHealthAsync("default", "samples", new ConnectionHealth(true, "ok", DateTimeOffset.UnixEpoch), Cancellation);

        await connections.PutBuiltInAsync("default", reordered, Cancellation);
        var unchanged = (await connections.FindAsync("default", "samples", Cancellation))!;
        await connections.PutBuiltInAsync("default", samples with { Options = new Dictionary<string, string> { ["root"] = "/b" } }, Cancellation);
        var changed = (await connections.FindAsync("default", "samples", Cancellation))!;

        unchanged.Health.ShouldNotBeNull();
        changed.Options["root"].ShouldBe("/b");
        changed.Health.ShouldBeNull();
        changed.BuiltIn.ShouldBeTrue();
        await Should.ThrowAsync<ConflictException>(() => connections.RemoveAsync(TestStore.Person, "samples", Cancellation));
    }

    [Fact]
    public async Task A_connection_that_a_pipeline_uses_is_not_removed_and_the_pipeline_is_named()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var connections = store.Get<IConnectionStore>();
        await connections.AddAsync(TestStore.Person, Shop, Cancellation);
        await store.ApplyAsync(TestStore.Plan("nightly") with { Source = new PlanEndpoint { Connection = "shop" } });

        var failure = await Should.ThrowAsync<ConflictException>(() => connections.RemoveAsync(TestStore.Person, "shop", Cancellation));

        failure.Message.ShouldContain("'nightly'");
    }

    [Fact]
    public async Task Registered_connectors_replace_rows_of_the_same_name()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var connections = store.Get<IConnectionStore>();

        await connections.PutConnectorsAsync([Spec("postgres", "1"), Spec("files", "1")], Cancellation);
        await connections.PutConnectorsAsync([Spec("postgres", "2")], Cancellation);

        (await connections.ListConnectorsAsync(Cancellation)).Select(c => (c.Name, c.Version)).ShouldBe([("files", "1"), ("postgres", "2")]);
    }

    private static ConnectorSpec Spec(string name, string version) => new()
    {
        Name = name,
        Title = name,
        Version = version,
        Options = [new ConnectorOption("host", "Host", OptionKind.Text, true, null, "Where it is.")],
        CanRead = true,
        WriteModes = [SyncMode.FullRefreshOverwrite],
        Delivery = DeliveryGuarantee.ExactlyOnce,
    };
}
