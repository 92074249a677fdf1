using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Tests.Web.Fake;
using Microsoft.Playwright;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace McpPlatform.Tests.Web;

/// <summary>The chat in a real browser.</summary>
public sealed class ChatTests(Browser browser)
{
    private const string Replacing = "Load airports.csv from the samples into the warehouse, replacing what is there";
    private const string Adding = "Load airports.csv from the samples into the warehouse";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Words_become_a_plan_that_runs_after_approval_and_shows_the_first_rows()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, Replacing);
        var plan = page.GetByRole(AriaRole.Region, new() { Name = "Plan", Exact = true });
        await Expect(plan).ToContainTextAsync("airports-to-warehouse");
        await Expect(plan).ToContainTextAsync("Reads everything and replaces the target in one step.");
        await Expect(plan).ToContainTextAsync("The table airports holds 120 rows");
        workbench.Gateway.Platform.Runs.ShouldBeEmpty("nothing runs before someone says so");

        await plan.GetByRole(AriaRole.Button, new() { Name = "Approve & run" }).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true });
        await Expect(card).ToContainTextAsync("Running");
        workbench.Gateway.Platform.Approvals.Values.ShouldAllBe(approval => approval.State == ApprovalState.Used);

        var run = workbench.Gateway.Platform.Runs.Values.Single();
        run.Report(1_688);
        await Expect(card.GetByRole(AriaRole.Progressbar)).ToHaveAttributeAsync("value", "1688");
        await Expect(card).ToContainTextAsync("1,688 of 3,376");
        await Expect(card).ToContainTextAsync("412,000 rows/s");
        await Expect(card).ToContainTextAsync("105 kB");
        run.Succeed();
        await Expect(card).ToContainTextAsync("Succeeded in 1.4 s");
        await Expect(card.GetByRole(AriaRole.Region, new() { Name = "First rows of airports" })).ToContainTextAsync("Thigpen");

        await page.ReloadAsync();
        await Expect(page.Locator(".bubble")).ToHaveTextAsync(Replacing);
        await Expect(card).ToContainTextAsync("Succeeded");
        await Expect(card).ToContainTextAsync("Livingston Municipal");
    }

    [Fact]
    public async Task A_question_is_answered_with_a_button()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, "Copy customers from my shop database into the warehouse");
        await Expect(page.GetByText("Where are the customers?")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "samples" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan", Exact = true })).ToBeVisibleAsync();
        var conversation = workbench.Gateway.Platform.Conversations.Values.Single();
        conversation.Turns[^1].Answers["source.connection"].ShouldBe("samples");
    }

    [Fact]
    public async Task Several_questions_are_answered_together_and_one_in_words()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, "Load that file");
        await page.GetByRole(AriaRole.Button, new() { Name = "movies.json (1.2 MB)" }).ClickAsync();
        await page.GetByLabel("What should the table be called?").Last.FillAsync("films");
        await page.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }).ClickAsync();
        await Expect(page.GetByText("All answered.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan", Exact = true })).ToContainTextAsync("films");
    }

    [Fact]
    public async Task A_missing_connection_is_added_in_a_form_whose_password_never_comes_back()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        workbench.Gateway.Platform.Check = _ => new CheckResult(false, "The password was refused for user ada.", FailureClass.Configuration);
        var page = await SignInAsync(workbench);
        await SayAsync(page, "Copy customers from my shop database into the warehouse");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a connection" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("shop");
        await page.GetByLabel("Host").FillAsync("db.example.com");
        await page.GetByLabel("Database").FillAsync("shop");
        await page.GetByLabel("User").FillAsync("ada");
        await page.GetByLabel("Password (optional)").FillAsync("hunter2");
        (await page.GetByLabel("Password (optional)").GetAttributeAsync("type")).ShouldBe("password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and check" }).ClickAsync();
        await Expect(page.GetByText("The password was refused for user ada.")).ToBeVisibleAsync();

        workbench.Gateway.Platform.Check = _ => new CheckResult(true, "Reached.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Plan", Exact = true })).ToContainTextAsync("shop");
        workbench.Gateway.Platform.Connections.Count(connection => connection.Name == "shop").ShouldBe(1);
        (await page.ContentAsync()).ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task A_file_that_is_dropped_lands_in_the_inbox_and_offers_a_sentence()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await DropAsync(page, "sales of März.csv", "id,amount\n1,9.50\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Load sales of März.csv into the warehouse" }).ClickAsync();
        await Expect(page.Locator("#say")).ToHaveValueAsync("Load \"sales of März.csv\" from the inbox into the warehouse");
        System.Text.Encoding.UTF8.GetString(workbench.Gateway.Platform.Uploads["sales of März.csv"]).ShouldBe("id,amount\n1,9.50\n");
    }

    [Fact]
    public async Task An_approval_that_nobody_gave_is_shown_again_after_a_reload()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var platform = workbench.Gateway.Platform;
        var answer = platform.Say(platform.NextId(), Replacing, new Dictionary<string, string>());
        platform.Start(platform.Apply(new ApplyPlan(answer.Plan!)));
        var page = await SignInAsync(workbench, $"/chat/{answer.ConversationId}");
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true });
        await Expect(card).ToContainTextAsync("Waiting for approval");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "1 approval" })).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await Expect(card).ToContainTextAsync("Running");
        await card.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Cancelled");
        await card.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Running");
        platform.Runs.Values.Single().Succeed();
        await Expect(card).ToContainTextAsync("Succeeded");
    }

    [Fact]
    public async Task A_run_that_needs_a_correction_says_what_to_do_and_goes_on()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, Adding);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true });
        await Expect(card).ToContainTextAsync("Running");
        var run = workbench.Gateway.Platform.Runs.Values.Single();
        run.WaitForFix(new RunError(FailureClass.Configuration, RunNode.CheckSourceConnection, "The folder samples cannot be read; give it back its rights."));
        await Expect(card).ToContainTextAsync("The folder samples cannot be read; give it back its rights.");
        await card.GetByRole(AriaRole.Button, new() { Name = "Fixed, continue" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Running");
        run.Succeed(rejected: 3);
        await Expect(card).ToContainTextAsync("3 rows could not be taken");
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_with_its_reason()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, "drop the airports table");
        await Expect(page.GetByText("Pipelines move data; they never drop tables.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_schedule_can_be_saved_without_a_run_now()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, $"{Adding} every weekday at 6:30 Berlin time");
        await Expect(page.GetByText("Every weekday at 06:30, Europe/Berlin time")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the schedule only" }).ClickAsync();
        await Expect(page.GetByText(new Regex("^Saved. Every weekday at 06:30"))).ToBeVisibleAsync();
        workbench.Gateway.Platform.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_page_does_not_hold_up_the_stop()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        var page = await SignInAsync(workbench);
        await SayAsync(page, Adding);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true })).ToContainTextAsync("Running");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await workbench.StopAsync(Stop);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2.5));
        await Expect(page.Locator("#components-reconnect-modal")).ToHaveClassAsync(new Regex("components-reconnect-show"));
        await Expect(page.GetByText("Connection lost. Reconnecting…")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Running_again_asks_for_approval_again_unless_its_reason_was_in_sight()
    {
        await using var workbench = await Workbench.StartAsync(Stop);
        workbench.Gateway.Platform.FinishesRuns = true;
        var page = await SignInAsync(workbench);
        await SayAsync(page, Replacing);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve & run", Exact = true }).ClickAsync();
        var card = page.GetByRole(AriaRole.Region, new() { Name = "Run", Exact = true });
        await Expect(card).ToContainTextAsync("Succeeded");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run again", Exact = true }).ClickAsync();
        await Expect(card).ToContainTextAsync("Waiting for approval");
        await card.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Ada said no.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the whole plan" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve & run again" }).ClickAsync();
        await Expect(card).ToContainTextAsync("Succeeded");
    }

    private async Task<IPage> SignInAsync(Workbench workbench, string? path = null)
    {
        var context = await workbench.OpenAsync(browser);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{workbench.Address}signin?token={FakePlatform.Token}");
        await Expect(page.Locator("#say")).ToBeVisibleAsync();
        if (path is not null)
        {
            await page.GotoAsync(new Uri(workbench.Address, path).ToString());
        }

        return page;
    }

    private static async Task SayAsync(IPage page, string words)
    {
        await page.Locator("#say").FillAsync(words);
        await page.Locator("#say").PressAsync("Enter");
    }

    private static async Task DropAsync(IPage page, string name, string content)
    {
        var files = await page.EvaluateHandleAsync(
            "([name, content]) => { const t = new DataTransfer(); t.items.add(new File([content], name, { type: 'text/csv' })); return t; }",
            new[] { name, content });
        await page.DispatchEventAsync("body", "drop", new { dataTransfer = files });
    }
}
