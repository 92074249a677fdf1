using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Journeys;
using McpPlatform.Tests.Web;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.FirstDay;

/// <summary>The chat of the running product, used as people use it.</summary>
[Collection(FirstDayCollection.Name)]
public sealed class WorkbenchTests(RunningPlatform platform, Browser browser, TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Also makes the picture of README where MCPP_SCREENSHOTS names a folder.</summary>
    [Fact]
    public async Task The_printed_link_leads_to_rows_in_the_warehouse()
    {
        await using var ada = await Person.SignInAsync(browser, platform.PrintedLink);
        await ada.SayAsync("Load airports.csv from the samples into the warehouse, replacing what is there");
        await Person.SeesAsync(ada.Plan, "airports.csv");
        await ada.Plan.Locator(".actions .button").First.ClickAsync();
        await Person.SeesAsync(ada.Run, "Succeeded in");
        await Person.SeesAsync(ada.Run, "3,376");
        await Person.SeesAsync(ada.Run, "Thigpen");
        (await platform.CountAsync("select count(*) from airports")).ShouldBe(3376);
        await TakePictureAsync(ada.Page);

        await ada.Page.ReloadAsync();
        await Person.SeesAsync(ada.Run, "Succeeded");
        await Person.SeesAsync(ada.Run, "Livingston Municipal");
        await ada.Page.GotoAsync(platform.PrintedLink);
        await Expect(ada.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("used already");
    }

    [Fact]
    public async Task A_dropped_file_is_loaded_with_the_sentence_that_is_offered()
    {
        await using var ada = await SignInAsync();
        await ada.DropAsync("My first sales.csv", "id,amount\n1,9.25\n2,12\n");
        await ada.PressAsync("Load My first sales.csv into the warehouse");
        await ada.Page.Locator("#say").PressAsync("Enter");
        await Person.SeesAsync(ada.Plan, "my_first_sales");
        await ada.PressAsync("Run");
        await Person.SeesAsync(ada.Run, "Succeeded");
        await Person.SeesAsync(ada.Run, "9.25");
    }

    [Fact]
    public async Task A_question_is_answered_with_a_button()
    {
        await using var ada = await SignInAsync();
        await ada.SayAsync("Load weather.csv into the warehouse as asked_weather from somewhere else");
        await ada.PressAsync("samples (files)");
        await Person.SeesAsync(ada.Plan, "asked_weather");
        await ada.PressAsync("Run");
        await Person.SeesAsync(ada.Run, "Succeeded");
    }

    [Fact]
    public async Task A_database_of_ones_own_is_added_in_the_form_and_copied_with_its_addresses_hidden()
    {
        var shop = await ShopDatabase.CreateAsync(postgres);
        await using var ada = await SignInAsync();
        await ada.SayAsync($"Copy customers from my {shop.Name} database into the warehouse as {shop.Name}_customers and hide the email");
        await ada.PressAsync("Add a connection");
        await FillAsync(ada.Page, shop, port: 1);
        await ada.PressAsync("Add and check");
        await Expect(ada.Page.Locator(".connection-form [role=alert]")).ToBeVisibleAsync();
        await FillAsync(ada.Page, shop, shop.Port);
        await ada.PressAsync("Add and check");
        await Person.SeesAsync(ada.Plan, "Hides “email”");
        await ada.PressAsync("Run");
        await Person.SeesAsync(ada.Run, "Succeeded");
        await Person.SeesAsync(ada.Run, "Customer 1");
        (await platform.CountAsync($"select count(*) from {shop.Name}_customers where email like '%@example.com'")).ShouldBe(0);
        (await platform.CountAsync($"select count(*) from {shop.Name}_customers")).ShouldBe(500);
        (await ada.Page.ContentAsync()).ShouldNotContain(shop.Password);
    }

    [Fact]
    public async Task A_schedule_is_saved_and_says_when_it_runs_next()
    {
        await using var ada = await SignInAsync();
        await ada.SayAsync("Load iowa-electricity.csv from the samples into the warehouse every weekday at 6:30 Berlin time");
        await ada.PressAsync("Save the schedule only");
        await Person.SeesAsync(ada.Page.Locator("#thread"), "Saved. Every weekday at 06:30, Europe/Berlin time. Next run:");
    }

    [Fact]
    public async Task A_run_that_moves_many_rows_shows_its_progress_and_is_cancelled()
    {
        var shop = await (await ShopDatabase.CreateAsync(postgres)).ConnectAsync(platform);
        await using var parcels = await GatedTable.CreateAsync(shop.Address, Cancel);
        await using var ada = await SignInAsync();
        await ada.SayAsync($"Copy parcels from {shop.Name} into the warehouse");
        await ada.PressAsync("Run");
        await Person.SeesAsync(ada.Run, "rows/s");
        await ada.PressAsync("Cancel");
        await Person.SeesAsync(ada.Run, "Cancelled after");
    }

    [Fact]
    public async Task A_run_that_needs_a_correction_is_shown_with_its_reason_and_goes_on()
    {
        var shop = await (await ShopDatabase.CreateAsync(postgres)).ConnectAsync(platform);
        var answer = await platform.Client.StartConversationAsync($"copy customers from {shop.Name} into the warehouse as mended_customers", Cancel);
        var pipeline = await platform.Client.ApplyPlanAsync(new ApplyPlan(answer.Plan!), Cancel);
        await shop.ExecuteAsync("ALTER TABLE customers RENAME TO customers_gone");
        var run = await platform.Client.StartRunAsync(pipeline.Id, null, Cancel);
        await using var ada = await SignInAsync();
        await ada.Page.GotoAsync(new Uri(platform.Web, $"/runs/{run.Id}").ToString());
        await Person.SeesAsync(ada.Run, "There is no stream");
        await shop.ExecuteAsync("ALTER TABLE customers_gone RENAME TO customers");
        await ada.PressAsync("Fixed, continue");
        await Person.SeesAsync(ada.Run, "Succeeded");
        await Person.SeesAsync(ada.Run, "500");
    }

    [Fact]
    public async Task Plan_approval_and_run_need_no_mouse()
    {
        await platform.LoadAsync("load crimea.json from the samples into the warehouse as by_keyboard");
        await using var ada = await SignInAsync();
        await Expect(ada.Page.Locator("#say")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("load global-temp.csv from the samples into the warehouse as by_keyboard, replacing what is there");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Person.SeesAsync(ada.Plan, "was not created by this pipeline");
        await ada.Page.Keyboard.PressAsync("Shift+Tab");
        await ada.TabToAsync("Approve & run");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Person.SeesAsync(ada.Run, "Succeeded");
        await ada.TabToAsync("Run again");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Run).ToHaveCountAsync(1);
        await Person.SeesAsync(ada.Run, "Succeeded");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_a_kept_cookie_opens_nothing()
    {
        await using var ada = await SignInAsync();
        var cookies = string.Join("; ", (await ada.Page.Context.CookiesAsync()).Select(c => $"{c.Name}={c.Value}"));
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false });
        http.DefaultRequestHeaders.Add("Cookie", cookies);
        var address = new Uri(new Uri(ada.Page.Url), "/");
        using (var before = await http.GetAsync(address, Cancel))
        {
            before.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        }

        await ada.PressAsync("Sign out");

        await Expect(ada.Page.GetByText("Sign in to McpPlatform")).ToBeVisibleAsync();
        using var after = await http.GetAsync(address, Cancel);
        after.StatusCode.ShouldBe(System.Net.HttpStatusCode.Unauthorized);
    }

    private static async Task FillAsync(IPage page, ShopDatabase shop, int port)
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(shop.Name);
        await page.GetByLabel("Host").FillAsync(shop.Host);
        await page.GetByLabel("Port").FillAsync($"{port}");
        await page.GetByLabel("Database").FillAsync(shop.Database);
        await page.GetByLabel("User").FillAsync(shop.User);
        await page.GetByLabel("Password").FillAsync(shop.Password);
    }

    private static async Task TakePictureAsync(IPage page)
    {
        if (System.Environment.GetEnvironmentVariable("MCPP_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.SetViewportSizeAsync(1280, 1000);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "chat.png") });
        }
    }

    private async Task<Person> SignInAsync() => await Person.SignInAsync(browser, await platform.SignInLinkAsync());
}
