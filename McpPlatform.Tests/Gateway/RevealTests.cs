using System.Text;
using System.Text.Json;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Guard.Detection;
using McpPlatform.Guard.Redaction;
using McpPlatform.Tests.Cli;
using McpPlatform.Tests.Environment;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>Tokens turned back into the data they stand for: by whom it may be done, and what stays of it.</summary>
public sealed class RevealTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tokens_of_the_own_tenant_are_turned_back_and_who_did_it_is_kept_without_the_data()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (mail, key) = (Token(gateway, "default", Detectors.Email, "anna@nordwind.example"), Token(gateway, "default", Detectors.PrivateKey, "-----BEGIN\n\"x\""));
        var foreign = Token(gateway, "acme", Detectors.Email, "eve@south.example");
        await File.WriteAllTextAsync(Path.Combine(gateway.Folder, "installation.json"), $$"""{"gateway":"{{gateway.Address}}"}""", Cancel);

        var run = await McppRun.RunInAsync($"{{\"to\":\"{mail}\"}}\nnothing\nkey {key}, {foreign} and [email] and [email:tok_x]\n", ["dlp", "reveal", "--data", gateway.Folder]);

        run.Code.ShouldBe(0, run.Error);
        run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.RevealedToken)!).ShouldBe([
            new RevealedToken(1, mail, "anna@nordwind.example"), new RevealedToken(3, key, "-----BEGIN\n\"x\""), new RevealedToken(3, foreign), new RevealedToken(3, "[email:tok_x]"),
        ]);
        var kept = await EventAsync(gateway);
        kept.Data.GetProperty("revealed").GetString().ShouldBe("2");
        kept.Data.GetProperty("unreadable").GetString().ShouldBe("2");
        kept.Data.GetProperty("principal").GetString().ShouldStartWith("key:");
        kept.Data.GetRawText().ShouldNotContain("nordwind");
    }

    [Fact]
    public async Task It_is_a_right_of_its_own_which_a_policy_can_give_to_others()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var mail = Token(gateway, "default", Detectors.Email, "anna@nordwind.example");
        var writer = gateway.Client(await gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Write, Scope.Run, Scope.Approve));
        (await Should.ThrowAsync<PlatformException>(() => RevealAsync(writer, mail))).Message.ShouldContain("detection.reveal");

        await gateway.Admin.PutPoliciesAsync(
            "privacy", new PutPolicySet("""@id("desk") permit (principal, action == Action::"detection.reveal", resource) when { principal.scopes.contains("approve") };"""), Cancel);

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await RevealAsync(writer, mail)).ShouldHaveSingleItem().Data == "anna@nordwind.example";
                }
                catch (PlatformException)
                {
                    return false;
                }
            },
            TimeSpan.FromSeconds(30), "the policy gives the right", Cancel);
    }

    [Fact]
    public async Task More_tokens_than_one_request_may_hold_are_refused_and_none_is_revealed()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var refused = await Should.ThrowAsync<PlatformException>(() => RevealAsync(gateway.Admin, string.Concat(Enumerable.Repeat("[a:tok_b]", 10_001))));

        refused.Message.ShouldContain("more than 10000 tokens");
        (await gateway.Admin.ListEventsAsync(cancellationToken: Cancel)).Items.ShouldNotContain(e => e.Type == EventTypes.DataRevealed);
    }

    private static async Task<PlatformEvent> EventAsync(TestGateway gateway)
    {
        PlatformEvent? found = null;
        await Eventually.TrueAsync(
            async () => (found = (await gateway.Admin.ListEventsAsync(cancellationToken: Cancel)).Items.SingleOrDefault(e => e.Type == EventTypes.DataRevealed)) is not null,
            TimeSpan.FromSeconds(15), "the event has its place", Cancel);
        return found!;
    }

    private static async Task<List<RevealedToken>> RevealAsync(PlatformClient client, string text) =>
        await client.RevealAsync(Encoding.UTF8.GetBytes(text), Cancel).ToListAsync(Cancel);

    private static string Token(TestGateway gateway, string tenant, Detector detector, string data)
    {
        using var tokens = new Tokenisation(gateway.Get<IRedaction>().RulesOf(tenant).Key.Span);
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        tokens.Write(detector, Encoding.UTF8.GetBytes(data), written);
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}
