using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Web.Fake;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Web;

/// <summary>The page on which administrators invite people and change what they are, in a real browser.</summary>
public sealed class PeopleTests(Browser browser)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_invitations_link_is_shown_once_and_the_invitation_can_be_taken_back()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await OpenAsync(workbench);
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Invite a person" });
        await dialog.GetByLabel("Name").FillAsync("Bob");
        await dialog.GetByLabel("builder").CheckAsync();
        await dialog.GetByLabel("viewer").UncheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        await Expect(dialog.GetByLabel("Link")).ToHaveTextAsync($"{workbench.Address}signin?token=mcpi_fresh");
        workbench.Gateway.Platform.Invitations.Values.ShouldHaveSingleItem().Roles.ShouldBe([Role.Builder]);

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        var open = page.GetByRole(AriaRole.Region, new() { Name = "Open invitations" });
        await Expect(open).ToContainTextAsync("Bob");
        await Expect(page.GetByText("mcpi_fresh")).ToHaveCountAsync(0);
        await open.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(open).ToHaveCountAsync(0);
        workbench.Gateway.Platform.Invitations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Roles_are_changed_and_a_person_is_suspended_and_reinstated()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var bob = FakePeople.Add(workbench.Gateway.Platform, "Bob", Role.Viewer);
        var page = await OpenAsync(workbench);
        var row = page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Bob" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await row.GetByLabel("approver").CheckAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Save roles" }).ClickAsync();
        await Expect(row.Locator(".tag")).ToHaveTextAsync(["viewer", "approver"]);
        workbench.Gateway.Platform.People[bob.Id].Roles.ShouldBe([Role.Viewer, Role.Approver]);

        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Expect(row).ToContainTextAsync("suspended");
        await row.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Reinstate" }).ClickAsync();
        await Expect(row).Not.ToContainTextAsync("suspended");
    }

    [Fact]
    public async Task A_session_is_refreshed_once_however_many_parts_of_the_page_ask()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        workbench.Gateway.Platform.SessionKeyLifetime = TimeSpan.Zero;
        using var http = new HttpClient(new HttpClientHandler { UseCookies = true });
        using (await http.GetAsync(new Uri(workbench.Address, $"signin?token={FakePlatform.Token}"), Stop))
        {
            workbench.Gateway.Platform.SessionKeyLifetime = TimeSpan.FromMinutes(15);
        }

        http.DefaultRequestHeaders.Add("X-Mcpp-Upload", "1");
        var uploads = Enumerable.Range(0, 12).Select(i => http.PutAsync(new Uri(workbench.Address, $"inbox/{i}.csv"), new StringContent("a"), Stop));
        foreach (var answer in await Task.WhenAll(uploads))
        {
            answer.IsSuccessStatusCode.ShouldBeTrue();
            answer.Dispose();
        }

        var refreshed = workbench.Gateway.Platform.Sessions.Keys.ShouldHaveSingleItem();
        workbench.Gateway.Platform.KeysSeen.ShouldAllBe(key => key == refreshed);
    }

    [Fact]
    public async Task A_session_that_was_refused_leaves_a_stranger()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        workbench.Gateway.Platform.SessionKeyLifetime = TimeSpan.Zero;
        var page = await (await workbench.OpenAsync(browser)).NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        foreach (var session in Directory.GetFiles(Path.Combine(workbench.Folder, "web-sessions")))
        {
            File.Delete(session);
        }

        await page.ReloadAsync();

        await Expect(page.GetByText("Sign in to McpPlatform")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("light", ColorScheme.Light, 1280, 900)]
    [InlineData("dark", ColorScheme.Dark, 1280, 900)]
    [InlineData("narrow", ColorScheme.Light, 390, 844)]
    public async Task The_page_in_its_states(string name, ColorScheme scheme, int width, int height)
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        FakePeople.Add(workbench.Gateway.Platform, "Ada", Role.Administrator);
        FakePeople.Add(workbench.Gateway.Platform, "Bob", Role.Viewer, Role.Approver);
        FakePeople.Invite(workbench.Gateway.Platform, "Eve", Role.Builder);
        var page = await OpenAsync(workbench, new BrowserNewContextOptions
        {
            ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce,
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Change" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save roles" })).ToBeVisibleAsync();
        await Screenshots.ShootAsync(page, name, "people-0-list");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await Screenshots.ShootAsync(page, name, "people-1-invite");
    }

    private async Task<IPage> OpenAsync(Workbench workbench, BrowserNewContextOptions? options = null)
    {
        var page = await (await workbench.OpenAsync(browser, options)).NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(workbench.Address, "/people").ToString());
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Invite" })).ToBeVisibleAsync();
        return page;
    }
}
