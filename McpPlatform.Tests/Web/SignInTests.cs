using System.Net;
using McpPlatform.Tests.Web.Fake;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Web;

/// <summary>Who gets in, and what the session is made of.</summary>
public sealed class SignInTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stranger_is_told_what_to_do_and_gets_nothing_else()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(workbench.Address, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await answer.Content.ReadAsStringAsync(Stop);
        page.ShouldContain("Open the sign-in link");
        page.ShouldNotContain("<script");
        using var upload = await http.PutAsync(new Uri(workbench.Address, "inbox/x.csv"), new StringContent("a"), Stop);
        upload.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_link_works_once_and_leaves_a_cookie_no_script_or_other_site_can_use()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        var link = new Uri(workbench.Address, $"signin?token={FakePlatform.Token}");
        using var first = await http.GetAsync(link, Stop);
        first.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = first.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("mcpp-session", StringComparison.Ordinal));
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        cookie.ShouldNotContain(FakePlatform.Key);
        using var second = await http.GetAsync(link, Stop);
        second.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await second.Content.ReadAsStringAsync(Stop)).ShouldContain("used already");
    }

    [Fact]
    public async Task Neither_token_nor_key_is_ever_logged()
    {
        using var logs = new WrittenLogs();
        await using var workbench = await Workbench.StartAsync(Stop, logs);
        var context = await workbench.OpenAsync(browser);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.GetByText("Nothing has run yet.")).ToBeVisibleAsync();
        logs.Lines.ShouldNotBeEmpty();
        logs.Lines.ShouldAllBe(line => !line.Contains($"token={FakePlatform.Token}") && !line.Contains(FakePlatform.Key));
    }

    [Fact]
    public async Task Every_call_to_the_gateway_carries_the_persons_key()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var context = await workbench.OpenAsync(browser);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.GetByText("What data should move?").First).ToBeVisibleAsync();
        await Expect(page.GetByText("Nothing has run yet.")).ToBeVisibleAsync();
        workbench.Gateway.Platform.KeysSeen.ShouldNotBeEmpty();
        workbench.Gateway.Platform.KeysSeen.ShouldAllBe(key => key == FakePlatform.Key);
    }

    [Theory]
    [InlineData(FakePlatform.Key, true)]
    [InlineData(FakePlatform.AgentKey, false)]
    [InlineData("nonsense", false)]
    public async Task A_key_signs_in_exactly_when_it_stands_for_a_person(string key, bool getsIn)
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var context = await workbench.OpenAsync(browser);
        var page = await context.NewPageAsync();
        await page.GotoAsync(workbench.Address.ToString());
        await page.GetByText("Use a key instead").ClickAsync();
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(getsIn ? page.Locator("#say") : page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var context = await workbench.OpenAsync(browser);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByText("Sign in to McpPlatform")).ToBeVisibleAsync();
        workbench.Gateway.Platform.SessionsEnded.ShouldBe(1, "the key in the cookie is revoked too");
    }

    [Fact]
    public async Task Keys_that_protect_cookies_lie_in_a_folder_only_their_owner_can_open()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(workbench.Address, $"signin?token={FakePlatform.Token}"), Stop);
        var folder = Path.Combine(workbench.Folder, "web-keys");
        Directory.GetFiles(folder).ShouldNotBeEmpty();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
