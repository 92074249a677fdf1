using System.Security.Cryptography;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class KeyStoreTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_found_by_its_hash_until_it_is_revoked()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var keys = store.Get<IKeyStore>();
        var hash = NewHash();
        var added = await keys.AddAsync(TestStore.Person, new CreateKey("agent", PrincipalKind.Agent, [Scope.Read, Scope.Run]), hash, Cancellation);

        var found = (await keys.FindAsync(hash, Cancellation)).ShouldNotBeNull();
        (await keys.RevokeAsync(TestStore.Person, added.Id, Cancellation)).ShouldBeTrue();

        found.Tenant.ShouldBe("default");
        found.Id.ShouldBe($"key:{added.Id}");
        found.Kind.ShouldBe(PrincipalKind.Agent);
        found.Scopes.ShouldBe([Scope.Read, Scope.Run]);
        (await keys.FindAsync(hash, Cancellation)).ShouldBeNull();
        (await keys.FindAsync(NewHash(), Cancellation)).ShouldBeNull();
        (await keys.RevokeAsync(TestStore.Person, Guid.NewGuid(), Cancellation)).ShouldBeFalse();
        var listed = (await keys.ListAsync("default", new PageRequest(), Cancellation)).Items.ShouldHaveSingleItem();
        listed.RevokedAt.ShouldNotBeNull();
        listed.LastUsedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_expired_key_is_not_found()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var keys = store.Get<IKeyStore>();
        var hash = NewHash();
        await keys.AddAsync(
            TestStore.Person, new CreateKey("old", PrincipalKind.Agent, [Scope.Read], DateTimeOffset.UtcNow.AddSeconds(-1)), hash, Cancellation);

        (await keys.FindAsync(hash, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Pages_neither_skip_nor_repeat_when_keys_are_added_in_between()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var keys = store.Get<IKeyStore>();
        var added = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            added.Add((await AddAsync(keys, $"key {i}")).Id);
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await keys.ListAsync("default", new PageRequest(cursor, 3), Cancellation);
            seen.AddRange(page.Items.Select(k => k.Id));
            cursor = page.NextCursor;
            await AddAsync(keys, "added in between");
        }
        while (cursor is not null);

        seen.ShouldBe(added.OrderDescending());
    }

    [Theory]
    [InlineData("not a cursor", 10)]
    [InlineData("bm90LWEtZ3VpZA", 10)]
    [InlineData(null, 0)]
    [InlineData(null, 201)]
    public async Task A_cursor_that_no_page_gave_out_and_a_limit_out_of_range_are_refused(string? cursor, int limit)
    {
        await using var store = await TestStore.CreateAsync(postgres);

        await Should.ThrowAsync<Core.InvalidInputException>(() =>
            store.Get<IKeyStore>().ListAsync("default", new PageRequest(cursor, limit), Cancellation));
    }

    [Fact]
    public async Task Asking_goes_on_after_every_connection_was_cut()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var keys = store.Get<IKeyStore>();
        var hash = NewHash();
        await keys.AddAsync(TestStore.Person, new CreateKey("key", PrincipalKind.Agent, [Scope.Read]), hash, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => keys.FindAsync(hash, Cancellation).AsTask()));

        await store.CutConnectionsAsync();

        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => keys.ListAsync("default", new PageRequest(), Cancellation)))).ShouldAllBe(p => p.Items.Count == 1);
    }

    [Fact]
    public async Task A_key_revoked_in_one_process_is_refused_in_the_others()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        await using var other = await TestStore.OpenAsync(store.Owner);
        var hash = NewHash();
        var added = await store.Get<IKeyStore>().AddAsync(TestStore.Person, new CreateKey("key", PrincipalKind.Agent, [Scope.Read]), hash, Cancellation);
        (await other.Get<IKeyStore>().FindAsync(hash, Cancellation)).ShouldNotBeNull();

        await store.Get<IKeyStore>().RevokeAsync(TestStore.Person, added.Id, Cancellation);

        await Eventually.TrueAsync(
            async () => await other.Get<IKeyStore>().FindAsync(hash, Cancellation) is null, TimeSpan.FromSeconds(5), "the other process hears of it", Cancellation);
    }

    [Fact]
    public async Task A_key_ends_at_its_time_though_it_was_recognised_just_before()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var keys = store.Get<IKeyStore>();
        var hash = NewHash();
        await keys.AddAsync(
            TestStore.Person, new CreateKey("key", PrincipalKind.Agent, [Scope.Read], DateTimeOffset.UtcNow.AddSeconds(2)), hash, Cancellation);
        (await keys.FindAsync(hash, Cancellation)).ShouldNotBeNull();

        await Eventually.TrueAsync(
            async () => await keys.FindAsync(hash, Cancellation) is null, TimeSpan.FromSeconds(10), "the key ends", Cancellation);
    }

    private static Task<KeyInfo> AddAsync(IKeyStore keys, string name) =>
        keys.AddAsync(TestStore.Person, new CreateKey(name, PrincipalKind.Agent, [Scope.Read]), NewHash(), Cancellation);

    private static byte[] NewHash() => RandomNumberGenerator.GetBytes(32);
}
