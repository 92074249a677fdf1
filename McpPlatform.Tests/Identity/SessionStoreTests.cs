using System.Security.Cryptography;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Identity;

public sealed class SessionStoreTests(TestPostgres postgres)
{
    private readonly SteppedTime time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sign_in_link_begins_a_session_exactly_once_however_many_try()
    {
        await using var store = await StoreAsync();
        var token = await LinkAsync(store);
        var tries = Enumerable.Range(0, 5).Select(_ => New()).ToList();

        var begun = await Task.WhenAll(tries.Select(t => store.Get<ISessionStore>().BeginAsync(token, t, Cancel)));

        begun.Count(p => p is not null).ShouldBe(1);
        var ada = (await store.Get<IKeyStore>().FindAsync(tries[Array.FindIndex(begun, p => p is not null)].KeyHash, Cancel)).ShouldNotBeNull();
        (ada.Name, ada.Kind).ShouldBe(("Ada", PrincipalKind.Person));
        ada.Roles.ShouldBe([Role.Approver]);
        ada.Scopes.ShouldBe([Scope.Read, Scope.Approve]);
        ada.Id.ShouldStartWith("person:");
    }

    [Fact]
    public async Task A_link_that_has_expired_begins_nothing()
    {
        await using var store = await StoreAsync();
        var token = await LinkAsync(store);
        time.Step(TimeSpan.FromMinutes(15));

        (await store.Get<ISessionStore>().BeginAsync(token, New(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Signing_in_again_is_the_same_person()
    {
        await using var store = await StoreAsync();
        var first = await SessionAsync(store);
        var second = await SessionAsync(store);

        var keys = store.Get<IKeyStore>();
        (await keys.FindAsync(second.KeyHash, Cancel))!.Id.ShouldBe((await keys.FindAsync(first.KeyHash, Cancel))!.Id);
        (await store.Get<IPeopleStore>().ListAsync("default", null, new PageRequest(), Cancel)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Whom_an_issuer_recognises_acts_no_longer_while_he_is_suspended_here()
    {
        await using var store = await StoreAsync();
        var caller = new Principal("default", "oidc:corp:ada", "Ada", PrincipalKind.Person, [Scope.Run]);
        var (keys, people) = (store.Get<IKeyStore>(), store.Get<IPeopleStore>());
        await store.Get<ISessionStore>().EnterAsync(caller with { Roles = [Role.Builder] }, New(), Cancel);
        (await keys.StandingAsync(caller, Cancel)).ShouldNotBeNull();

        var (before, ada) = (keys.Generation, (await people.ListAsync("default", null, new PageRequest(), Cancel)).Items.ShouldHaveSingleItem().Id);
        await people.SuspendAsync(TestStore.Person, ada, suspended: true, Cancel);

        (await keys.StandingAsync(caller, Cancel)).ShouldBeNull("his schedules stop");
        keys.Generation.ShouldBeGreaterThan(before);
        (await keys.StandingAsync(caller with { Id = "oidc:corp:bob" }, Cancel)).ShouldNotBeNull("he never signed in here");
    }

    [Fact]
    public async Task A_refresh_token_gives_the_next_key_and_works_once()
    {
        await using var store = await StoreAsync();
        var first = await SessionAsync(store);
        var second = New();

        (await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, second, Cancel)).ShouldNotBeNull().Person.ShouldBe("Ada");

        (await store.Get<IKeyStore>().FindAsync(second.KeyHash, Cancel)).ShouldNotBeNull();
        (await store.Get<IKeyStore>().FindAsync(first.KeyHash, Cancel)).ShouldNotBeNull("calls that are under way end with the key they began with");
        (await store.Get<ISessionStore>().RefreshAsync(second.RefreshHash, New(), Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_refresh_token_used_a_second_time_ends_everything_of_that_sign_in_and_nothing_of_others()
    {
        await using var store = await StoreAsync(sequencer: true);
        var (stolen, elsewhere) = (await SessionAsync(store), await SessionAsync(store));
        var chain = new List<NewSession> { stolen };
        for (var i = 0; i < 2; i++)
        {
            chain.Add(New());
            (await store.Get<ISessionStore>().RefreshAsync(chain[^2].RefreshHash, chain[^1], Cancel)).ShouldNotBeNull();
        }

        (await store.Get<ISessionStore>().RefreshAsync(stolen.RefreshHash, New(), Cancel)).ShouldBeNull();

        foreach (var part in chain)
        {
            (await store.Get<IKeyStore>().FindAsync(part.KeyHash, Cancel)).ShouldBeNull();
        }

        (await store.Get<ISessionStore>().RefreshAsync(chain[^1].RefreshHash, New(), Cancel)).ShouldBeNull("the newest token belongs to the session too");
        (await store.Get<IKeyStore>().FindAsync(elsewhere.KeyHash, Cancel)).ShouldNotBeNull();
        (await store.Get<ISessionStore>().RefreshAsync(elsewhere.RefreshHash, New(), Cancel)).ShouldNotBeNull();
        (await store.SqlAsync("SELECT count(*) FROM (SELECT type FROM events UNION ALL SELECT type FROM event_inbox) e WHERE type = 'identity.refresh_token_reused'"))
            .ShouldBe(1L);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public async Task A_lost_answer_is_bearable_for_ten_seconds(int seconds, bool bearable)
    {
        await using var store = await StoreAsync();
        var first = await SessionAsync(store);
        var (lost, again) = (New(), New());
        await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, lost, Cancel);
        time.Step(TimeSpan.FromSeconds(seconds));

        var refreshed = await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, again, Cancel);

        (refreshed is not null).ShouldBe(bearable);
        (await store.Get<ISessionStore>().RefreshAsync(again.RefreshHash, New(), Cancel) is not null).ShouldBe(bearable);
    }

    [Fact]
    public async Task What_replaced_a_token_first_ends_the_session_when_it_turns_up_after_all()
    {
        await using var store = await StoreAsync();
        var first = await SessionAsync(store);
        var (intercepted, again) = (New(), New());
        await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, intercepted, Cancel);
        await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, again, Cancel);

        (await store.Get<ISessionStore>().RefreshAsync(intercepted.RefreshHash, New(), Cancel)).ShouldBeNull();

        (await store.Get<IKeyStore>().FindAsync(again.KeyHash, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_token_is_not_taken_again_once_what_replaced_it_was_used()
    {
        await using var store = await StoreAsync();
        var first = await SessionAsync(store);
        var second = New();
        await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, second, Cancel);
        await store.Get<ISessionStore>().RefreshAsync(second.RefreshHash, New(), Cancel);

        (await store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, New(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_refreshes_at_the_same_time_the_later_answer_is_the_good_one()
    {
        await using var store = await StoreAsync();
        var first = await SessionAsync(store);
        var tries = new[] { New(), New() };

        var refreshed = await Task.WhenAll(tries.Select(t => store.Get<ISessionStore>().RefreshAsync(first.RefreshHash, t, Cancel)));

        refreshed.ShouldAllBe(r => r != null);
        (await store.SqlAsync("SELECT count(*) FROM refresh_tokens WHERE used_at IS NULL")).ShouldBe(1L);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_idle_for_half_a_day_or_a_week_old()
    {
        await using var store = await StoreAsync();
        var idle = await SessionAsync(store);
        time.Step(TimeSpan.FromHours(12));
        (await store.Get<ISessionStore>().RefreshAsync(idle.RefreshHash, New(), Cancel)).ShouldBeNull();

        var busy = await SessionAsync(store);
        var ends = time.GetUtcNow() + TimeSpan.FromDays(7);
        RefreshedSession? refreshed = null;
        while (time.GetUtcNow() < ends)
        {
            var next = New();
            refreshed = await store.Get<ISessionStore>().RefreshAsync(busy.RefreshHash, next, Cancel);
            refreshed.ShouldNotBeNull().EndsAt.ShouldBe(ends, TimeSpan.FromMinutes(1));
            busy = next;
            time.Step(TimeSpan.FromHours(11));
        }

        (await store.Get<ISessionStore>().RefreshAsync(busy.RefreshHash, New(), Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Signing_out_ends_a_session_with_its_refresh_token_and_leaves_a_key_good()
    {
        await using var store = await StoreAsync();
        var session = await SessionAsync(store);
        var key = Hash();
        await store.Get<IKeyStore>().AddAsync(TestStore.Person, new CreateKey("key", PrincipalKind.Person, [Scope.Read]), key, Cancel);

        await store.Get<ISessionStore>().EndAsync(TestStore.Person, session.KeyHash, Cancel);
        await store.Get<ISessionStore>().EndAsync(TestStore.Person, key, Cancel);

        (await store.Get<IKeyStore>().FindAsync(session.KeyHash, Cancel)).ShouldBeNull();
        (await store.Get<ISessionStore>().RefreshAsync(session.RefreshHash, New(), Cancel)).ShouldBeNull();
        (await store.Get<IKeyStore>().FindAsync(key, Cancel)).ShouldNotBeNull();
    }

    private Task<TestStore> StoreAsync(bool sequencer = false) =>
        TestStore.CreateAsync(postgres, sequencer, configure: services => services.AddSingleton<TimeProvider>(time));

    private async Task<byte[]> LinkAsync(TestStore store)
    {
        var token = Hash();
        var known = (await store.Get<IPeopleStore>().ListAsync("default", "Ada", new PageRequest(), Cancel)).Items is [var ada] ? ada.Id : (Guid?)null;
        await store.Get<ISessionStore>().AddLinkAsync(TestStore.Person, known, "Ada", [Role.Approver], token, time.GetUtcNow().AddMinutes(15), Cancel);
        return token;
    }

    private async Task<NewSession> SessionAsync(TestStore store)
    {
        var session = New();
        (await store.Get<ISessionStore>().BeginAsync(await LinkAsync(store), session, Cancel)).ShouldBe("Ada");
        return session;
    }

    private NewSession New()
    {
        var now = time.GetUtcNow();
        return new NewSession(Hash(), now.AddMinutes(15), Hash(), now.AddHours(12), now.AddDays(7));
    }

    private static byte[] Hash() => RandomNumberGenerator.GetBytes(32);

    /// <summary>The wall clock, moved on by hand; waiting takes as long as ever.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private TimeSpan ahead;

        public void Step(TimeSpan by) => ahead += by;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
