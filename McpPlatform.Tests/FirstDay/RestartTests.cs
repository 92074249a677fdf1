using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.AppHost;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Journeys;
using McpPlatform.Tests.Web;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>What a person was asked before everything was stopped is asked again afterwards.</summary>
public sealed class RestartTests(Browser browser) : IDisposable
{
    private static readonly TimeSpan BusyStart = TimeSpan.FromSeconds(90);
    private readonly TestFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Everything_stops_at_once_with_pages_and_streams_open_and_an_approval_survives_it()
    {
        Guid conversation;
        await using (var first = AppHostProcess.Start(folder.In("data")))
        {
            var client = await OpenAsync(first);
            var before = await client.StartConversationAsync("load wheat.json from the samples into the warehouse as grain", Cancel);
            (await client.RunOnceAsync(before.Plan!, Cancel)).ShouldHaveSucceeded();
            var answer = await client.StartConversationAsync("load barley.json from the samples into the warehouse as grain, replacing what is there", Cancel);
            var pipeline = await client.ApplyPlanAsync(new ApplyPlan(answer.Plan!), Cancel);
            var run = await client.StartRunAsync(pipeline.Id, null, Cancel);
            (await client.WaitForEndAsync(run.Id, Cancel)).State.ShouldBe(RunState.WaitingForApproval);
            conversation = answer.ConversationId;
            await StopWhileWatchedAsync(first, client, run.Id);
        }

        await using var second = AppHostProcess.Start(folder.In("data"));
        var again = await OpenAsync(second);
        await using var ada = await SignInAsync(second, again);
        await Person.SeesAsync(ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Waiting for you" }), "1 approval");
        await ada.Page.GotoAsync(new Uri(new Uri(ada.Page.Url), $"/chat/{conversation}").ToString());
        await Person.SeesAsync(ada.Run, "was not created by this pipeline");
        await ada.PressAsync("Approve");
        await Person.SeesAsync(ada.Run, "Succeeded");
        await Person.SeesAsync(ada.Run, "120");
    }

    /// <summary>Stops it while somebody has the chat open and a program follows a run.</summary>
    private async Task StopWhileWatchedAsync(AppHostProcess host, PlatformClient client, Guid run)
    {
        await using var ada = await SignInAsync(host, client);
        await using var following = client.WatchRunAsync(run, cancellationToken: Cancel).GetAsyncEnumerator(Cancel);
        (await following.MoveNextAsync()).ShouldBeTrue();
        host.SendTerminate();
        (await host.EndAsync(TimeSpan.FromSeconds(20), Cancel)).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        host.ExitCode.ShouldBe(0);
    }

    private async Task<Person> SignInAsync(AppHostProcess host, PlatformClient client)
    {
        var link = await client.CreateSignInLinkAsync(new CreateSignInLink("Ada", [Role.Administrator]), Cancel);
        var web = (await host.ReadyAsync(BusyStart, Cancel))["web"]!.GetValue<string>();
        return await Person.SignInAsync(browser, $"{web}/signin?token={Uri.EscapeDataString(link.Token)}");
    }

    private static async Task<PlatformClient> OpenAsync(AppHostProcess host)
    {
        var running = await host.ReadyAsync(BusyStart, Cancel);
        var key = await File.ReadAllTextAsync(Path.Combine(host.DataFolder, "admin.key"), Cancel);
        return new PlatformClient(PlatformClient.CreateHttpClient(new Uri(running["gateway"]!.GetValue<string>()), key.Trim()));
    }
}
