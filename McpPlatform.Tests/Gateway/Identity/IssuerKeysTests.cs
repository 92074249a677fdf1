using System.Text.Json.Nodes;
using McpPlatform.Core;
using McpPlatform.Guard.Tokens;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Identity;

public sealed class IssuerKeysTests
{
    [Fact]
    public async Task Keys_are_fetched_once_and_serve_every_token()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
            (await door.TryAsync(Token(issuer, door, more: new() { ["n"] = n }))).Principal.ShouldNotBeNull()));
        issuer.KeysAsked.ShouldBe(1);
    }

    [Fact]
    public async Task A_flood_of_unknown_key_ids_asks_the_issuer_once_in_thirty_seconds()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        await door.TryAsync(Token(issuer, door));
        door.Time.Pass(TimeSpan.FromSeconds(31));
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async n =>
            (await door.TryAsync(Token(issuer, door, $"unknown-{n}"))).Problem!.Fault.ShouldBe(TokenFault.UnknownKey)));
        issuer.KeysAsked.ShouldBe(2);
        (await door.TryAsync(Token(issuer, door, more: new() { ["other"] = 1 }))).Principal.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_new_key_is_found_when_a_token_names_it_and_the_old_ones_are_good_no_longer()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        var old = Token(issuer, door);
        (await door.TryAsync(old)).Principal.ShouldNotBeNull();
        issuer.Rotate("next");
        (await door.TryAsync(old)).Principal.ShouldNotBeNull("the issuer was not asked yet");
        door.Time.Pass(TimeSpan.FromSeconds(31));
        (await door.TryAsync(Token(issuer, door, "next"))).Principal.ShouldNotBeNull();
        (await door.TryAsync(old)).Problem!.Fault.ShouldBe(TokenFault.UnknownKey);
    }

    [Fact]
    public async Task A_key_that_the_issuer_withdraws_takes_its_tokens_with_it_though_nobody_asks()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer);
        var token = Token(issuer, door);
        (await door.TryAsync(token)).Principal.ShouldNotBeNull();
        issuer.Rotate("next");
        door.Time.Pass(TimeSpan.FromMinutes(5));
        await Eventually.TrueAsync(
            async () => (await door.TryAsync(token)).Principal is null, TimeSpan.FromSeconds(10), "the token is refused",
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task While_the_issuer_is_down_its_keys_go_on_for_a_bounded_time()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        using var door = new TokenDoor(issuer, options => options.KeysKeptFor = TimeSpan.FromHours(2));
        await door.TryAsync(Token(issuer, door));
        issuer.IsDown = true;
        door.Time.Pass(TimeSpan.FromHours(1));
        (await door.TryAsync(Token(issuer, door))).Principal.ShouldNotBeNull();
        door.Time.Pass(TimeSpan.FromHours(1));
        (await Should.ThrowAsync<PeerException>(() => door.TryAsync(Token(issuer, door)))).Message.ShouldContain("The issuer 'corp' cannot be reached");
        issuer.IsDown = false;
        door.Time.Pass(TimeSpan.FromSeconds(3));
        (await door.TryAsync(Token(issuer, door))).Principal.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_issuer_that_describes_another_is_not_believed()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        issuer.Claimed = "https://other.example";
        using var door = new TokenDoor(issuer);
        (await Should.ThrowAsync<PeerException>(() => door.TryAsync(Token(issuer, door)))).Message.ShouldContain("describes another issuer");
        issuer.KeysAsked.ShouldBe(0);
    }

    private static string Token(IssuerDouble issuer, TokenDoor door, string keyId = "r", JsonObject? more = null) =>
        issuer.Token(TokenDoor.Audience, door.Time.GetUtcNow(), keyId, more);
}
