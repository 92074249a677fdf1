using System.Net;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.ServiceDefaults;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Gateway.Identity;
using McpPlatform.Tests.Web;
using McpPlatform.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Mcp.Peers;

/// <summary>People sign in by a real provider.</summary>
public sealed class ProviderSignInTests(TestPostgres postgres, Browser browser)
{
    private const string Callback = "http://127.0.0.1:1/callback";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_signs_in_with_one_click_and_gets_a_session_of_the_workbench()
    {
        var address = ServiceProcess.FreeAddress();
        await using var provider = await OidcProvider.StartAsync(Cancel, callbacks: $"{address}signin/answer");
        await using var gateway = await StartAsync(provider);
        await using var web = WebHost.Build(new HostSetup
        {
            Embedded = true, ListenAddress = address.ToString(), Logging = logging => logging.ClearProviders(),
            Settings = new Dictionary<string, string?> { ["Platform:DataFolder"] = gateway.Folder, ["Platform:GatewayAddress"] = gateway.Address.ToString() },
        });
        await web.StartAsync(Cancel);
        await using var context = await browser.OpenAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString());
        await page.GetByText("Sign in with Corp").ClickAsync();
        await Expect(page.GetByText("Nothing has run yet.")).ToBeVisibleAsync();
        new Uri(page.Url).AbsolutePath.ShouldBe("/");
        (await gateway.Admin.ListPeopleAsync("ada", cancellationToken: Cancel)).Items.ShouldHaveSingleItem().Roles.ShouldBe([Role.Builder]);
    }

    [Fact]
    public async Task The_answer_of_a_provider_becomes_a_session_of_the_person_it_names()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider);
        (await gateway.Client(null).ListSignInProvidersAsync(Cancel)).ShouldBe([new SignInProvider("corp", "Corp")]);
        var session = await gateway.Client(null).CompleteSignInAsync(await AnswerAsync(gateway), Cancel);
        var who = await gateway.Client(session.Key).WhoAmIAsync(Cancel);
        (who.Name, who.Kind).ShouldBe(("ada", PrincipalKind.Person));
        who.Scopes.ShouldBe([Scope.Read, Scope.Write, Scope.Run]);
        await gateway.Client(session.Key).SignOutAsync(Cancel);
        (await Should.ThrowAsync<PlatformException>(() => gateway.Client(session.Key).WhoAmIAsync(Cancel))).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_comes_again_is_the_same_person_with_the_roles_the_provider_names_and_stays_outside_while_suspended()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider);
        var first = await gateway.Client(null).CompleteSignInAsync(await AnswerAsync(gateway), Cancel);
        var ada = (await gateway.Admin.ListPeopleAsync("ada", cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        await gateway.Admin.ChangeRolesAsync(ada.Id, [Role.Viewer], Cancel);
        (await gateway.Client(first.Key).WhoAmIAsync(Cancel)).Scopes.ShouldBe([Scope.Read]);

        await gateway.Client(null).CompleteSignInAsync(await AnswerAsync(gateway), Cancel);
        var again = (await gateway.Admin.ListPeopleAsync("ada", cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        again.Id.ShouldBe(ada.Id);
        again.Roles.ShouldBe([Role.Builder]);
        (await gateway.Client(first.Key).WhoAmIAsync(Cancel)).Scopes.ShouldBe([Scope.Read, Scope.Write, Scope.Run]);

        await gateway.Admin.SuspendPersonAsync(ada.Id, Cancel);
        var refusal = await Should.ThrowAsync<PlatformException>(async () => await gateway.Client(null).CompleteSignInAsync(await AnswerAsync(gateway), Cancel));
        refusal.Status.ShouldBe(HttpStatusCode.Forbidden);
        refusal.Message.ShouldContain("may not sign in now");
    }

    [Fact]
    public async Task An_answer_that_does_not_belong_to_the_sign_in_is_refused()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        var time = new MovableTime();
        await using var gateway = await StartAsync(provider, time);
        var answer = await AnswerAsync(gateway);
        var other = await gateway.Client(null).BeginSignInAsync("corp", new Uri(Callback), Cancel);
        await IsRefusedAsync(gateway, answer with { State = "other" });
        await IsRefusedAsync(gateway, answer with { Transaction = other.Transaction });
        await IsRefusedAsync(gateway, answer with { Transaction = answer.Transaction[..^2] + "AA" });
        await IsRefusedAsync(gateway, answer with { Transaction = "" });
        await IsRefusedAsync(gateway, answer with { Issuer = "https://evil.example" });
        await IsRefusedAsync(gateway, answer with { Issuer = null });
        await IsRefusedAsync(gateway, answer with { Code = null });
        await IsRefusedAsync(gateway, answer with { Code = "guessed" });
        await gateway.Client(null).CompleteSignInAsync(answer, Cancel);
        await IsRefusedAsync(gateway, answer);
        time.Pass(TimeSpan.FromMinutes(11));
        await IsRefusedAsync(gateway, answer);
    }

    // The code of an attacker's own sign-in, slipped into the victim's browser, fits neither the victim's verifier nor his nonce.
    [Fact]
    public async Task A_code_of_another_sign_in_is_refused()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider);
        var (mine, attackers) = (await AnswerAsync(gateway), await AnswerAsync(gateway));
        await IsRefusedAsync(gateway, mine with { Code = attackers.Code });
    }

    [Fact]
    public async Task A_person_without_a_role_here_stays_outside_and_is_told_so()
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider, group: "others");
        var refusal = await Should.ThrowAsync<PlatformException>(async () => await gateway.Client(null).CompleteSignInAsync(await AnswerAsync(gateway), Cancel));
        refusal.Status.ShouldBe(HttpStatusCode.Forbidden);
        refusal.Message.ShouldContain("'Corp' knows you");
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://elsewhere.example/callback")]
    [InlineData("callback")]
    public async Task A_browser_is_sent_back_to_safe_addresses_alone(string callback)
    {
        await using var provider = await OidcProvider.StartAsync(Cancel);
        await using var gateway = await StartAsync(provider);
        using var answer = await gateway.Http().PostAsync(
            new Uri("api/v1/sign-in/providers/corp", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(new { callback }), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<TestGateway> StartAsync(OidcProvider provider, MovableTime? time = null, string group = "data-team")
    {
        var gateway = await TestGateway.StartAsync(
            postgres,
            new()
            {
                ["Gateway:Issuers:corp:Address"] = provider.Issuer,
                ["Gateway:Issuers:corp:Title"] = "Corp",
                ["Gateway:Issuers:corp:ClientId"] = "workbench",
                ["Gateway:Issuers:corp:ClientSecret"] = "secret://corp-client",
                ["Gateway:Issuers:corp:Roles:0:Claim"] = "groups",
                ["Gateway:Issuers:corp:Roles:0:Value"] = group,
                ["Gateway:Issuers:corp:Roles:0:Role"] = "Builder",
            },
            services => services.AddSingleton<TimeProvider>(time ?? new MovableTime()));
        await gateway.Admin.SetSecretAsync("corp-client", "workbench-secret", Cancel);
        return gateway;
    }

    private static async Task<CompleteSignIn> AnswerAsync(TestGateway gateway)
    {
        var begun = await gateway.Client(null).BeginSignInAsync("corp", new Uri(Callback), Cancel);
        var answer = await ProviderVisit.ToAsync(begun.Address, Callback, Cancel);
        return new CompleteSignIn(begun.Transaction, answer["state"], answer["code"], answer["iss"]);
    }

    private static async Task IsRefusedAsync(TestGateway gateway, CompleteSignIn answer)
    {
        var refusal = await Should.ThrowAsync<PlatformException>(() => gateway.Client(null).CompleteSignInAsync(answer, Cancel));
        refusal.Status.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
