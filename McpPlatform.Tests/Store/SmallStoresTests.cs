using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Idempotency;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class SmallStoresTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_is_set_anew_as_a_new_version_and_each_reading_is_recorded()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var vault = store.Get<ISecretVault>();

        await vault.PutAsync(TestStore.Person, "shop-password", new byte[] { 1 }, Cancellation);
        var second = await vault.PutAsync(TestStore.Person, "shop-password", new byte[] { 2 }, Cancellation);

        second.Version.ShouldBe(2);
        second.Reference.ShouldBe("secret://shop-password");
        (await vault.GetAsync("default", "shop-password", "run/1", Cancellation)).ShouldBe([2]);
        (await vault.GetAsync("default", "other", "run/1", Cancellation)).ShouldBeNull();
        (await vault.GetAsync("elsewhere", "shop-password", "run/1", Cancellation)).ShouldBeNull();
        (await store.SqlAsync("SELECT name || version || purpose FROM secret_access")).ShouldBe("shop-password2run/1");
        (await vault.ListAsync("default", new PageRequest(), Cancellation)).Items.ShouldHaveSingleItem().ShouldBe(second);
        (await vault.RemoveAsync(TestStore.Person, "shop-password", Cancellation)).ShouldBeTrue();
        (await vault.RemoveAsync(TestStore.Person, "shop-password", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_conversation_grows_turn_by_turn_and_a_turn_stored_in_the_meantime_is_not_overwritten()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var conversations = store.Get<IConversationStore>();
        var begun = new ConversationInfo(Guid.CreateVersion7(), [Turn("load airports")], null, DateTimeOffset.UtcNow);
        await conversations.SaveAsync(TestStore.Person, begun, Cancellation);
        var answered = begun with { Answer = new PlanAnswer { Status = PlanAnswerStatus.NeedsInput, ConversationId = begun.Id } };

        await conversations.SaveAsync(TestStore.Person, answered, Cancellation);
        await conversations.SaveAsync(TestStore.Person, answered with { Turns = [.. answered.Turns, Turn("into the warehouse")] }, Cancellation);

        await Should.ThrowAsync<ConflictException>(() => conversations.SaveAsync(
            TestStore.Person, answered with { Turns = [.. answered.Turns, Turn("into a file")] }, Cancellation));
        await Should.ThrowAsync<ConflictException>(() => conversations.SaveAsync(TestStore.Person, answered, Cancellation));
        var stored = (await conversations.FindAsync("default", begun.Id, Cancellation)).ShouldNotBeNull();
        stored.Turns.Select(t => t.Words).ShouldBe(["load airports", "into the warehouse"]);
        stored.Answer!.Status.ShouldBe(PlanAnswerStatus.NeedsInput);
        (await conversations.FindAsync("other", begun.Id, Cancellation)).ShouldBeNull();
        (await conversations.ListAsync("default", new PageRequest(), Cancellation)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_idempotency_key_is_taken_once_answers_afterwards_and_can_be_given_back()
    {
        await using var store = await TestStore.CreateAsync(postgres);
        var keys = store.Get<IIdempotencyStore>();
        var later = DateTimeOffset.UtcNow.AddHours(1);
        byte[] hash = [1, 2, 3];

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => keys.BeginAsync(TestStore.Person, "k", hash, later, Cancellation)));
        await keys.CompleteAsync(TestStore.Person, "k", new KeptAnswer(202, [9]), later, Cancellation);
        await keys.AbandonAsync(TestStore.Person, "k", Cancellation);
        var former = (await keys.BeginAsync(TestStore.Person, "k", hash, later, Cancellation)).ShouldNotBeNull();
        (await keys.BeginAsync(TestStore.Person with { Id = "key:other" }, "k", hash, later, Cancellation)).ShouldBeNull();
        await keys.AbandonAsync(TestStore.Person with { Id = "key:other" }, "k", Cancellation);

        taken.Count(f => f is null).ShouldBe(1);
        former.RequestHash.ShouldBe(hash);
        former.Answer!.Status.ShouldBe(202);
        former.Answer.Body.ShouldBe([9]);
        (await keys.BeginAsync(TestStore.Person with { Id = "key:other" }, "k", hash, later, Cancellation)).ShouldBeNull();
        await store.SqlAsync("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'");
        (await keys.BeginAsync(TestStore.Person, "k", hash, later, Cancellation)).ShouldBeNull();
    }

    private static ConversationTurn Turn(string words) => new(words, new Dictionary<string, string>(), DateTimeOffset.UtcNow);
}
