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
    public async Task An_approval_survives_a_restart_of_everything()
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
        }

        await using var second = AppHostProcess.Start(folder.In("data"));
        var again = await OpenAsync(second);
        var link = await again.CreateSignInLinkAsync(new CreateSignInLink("Ada", Enum.GetValues<Scope>()), Cancel);
        var web = (await second.ReadyAsync(BusyStart, Cancel))["web"]!.GetValue<string>();
        await using var ada = await Person.SignInAsync(browser, $"{web}/signin?token={Uri.EscapeDataString(link.Token)}");
        await Person.SeesAsync(ada.Page.GetByRole(AriaRole.Navigation, new() { Name = "Waiting for you" }), "1 approval");
        await ada.Page.GotoAsync($"{web}/chat/{conversation}");
        await Person.SeesAsync(ada.Run, "was not created by this pipeline");
        await ada.PressAsync("Approve");
        await Person.SeesAsync(ada.Run, "Succeeded");
        await Person.SeesAsync(ada.Run, "120");
    }

    private static async Task<PlatformClient> OpenAsync(AppHostProcess host)
    {
        var running = await host.ReadyAsync(BusyStart, Cancel);
        var key = await File.ReadAllTextAsync(Path.Combine(host.DataFolder, "admin.key"), Cancel);
        return new PlatformClient(PlatformClient.CreateHttpClient(new Uri(running["gateway"]!.GetValue<string>()), key.Trim()));
    }
}
