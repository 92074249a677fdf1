using System.Net.Http.Json;
using System.Text.Json;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>What was overwritten can be put back.</summary>
[Collection(SharedPlatform.Name)]
public sealed class VersionsTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_oldest_state_can_be_put_back_and_the_pipeline_goes_on()
    {
        await OverwriteThriceAsync("prices");
        var dataset = await stage.Client.GetDatasetAsync("warehouse", "prices", Cancel);
        dataset.Versions.Count.ShouldBe(3);

        await stage.Client.RollbackAsync("warehouse", "prices", dataset.Versions[2].Version, Cancel);
        (await stage.RowsAsync("SELECT * FROM prices")).ShouldBe("(1)");
        await stage.RunAsync(await NextAsync("prices", 9));
        (await stage.RowsAsync("SELECT * FROM prices")).ShouldBe("(9)");
        (await Should.ThrowAsync<PlatformException>(stage.Client.RollbackAsync("warehouse", "prices", 999, Cancel)))
            .Status.ShouldBe(System.Net.HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Going_back_step_by_step_reaches_every_kept_state()
    {
        await OverwriteThriceAsync("tariffs");
        var versions = (await stage.Client.GetDatasetAsync("warehouse", "tariffs", Cancel)).Versions;
        versions.Count.ShouldBe(3);
        await stage.Client.RollbackAsync("warehouse", "tariffs", versions[1].Version, Cancel);
        (await stage.RowsAsync("SELECT * FROM tariffs")).ShouldBe("(2)");
        await stage.Client.RollbackAsync("warehouse", "tariffs", versions[0].Version, Cancel);
        (await stage.RowsAsync("SELECT * FROM tariffs")).ShouldBe("(3)");
        await stage.Client.RollbackAsync("warehouse", "tariffs", cancellationToken: Cancel);
        (await stage.RowsAsync("SELECT * FROM tariffs")).ShouldBe("(2)");
    }

    [Fact]
    public async Task A_rollback_repeated_with_its_key_is_done_once()
    {
        await OverwriteThriceAsync("rates");
        var first = await RollbackAsync("rates", "key-of-rates");
        var kept = (await stage.Client.GetDatasetAsync("warehouse", "rates", Cancel)).Versions;
        var second = await RollbackAsync("rates", "key-of-rates");
        second.Versions.ShouldBe(first.Versions);
        (await stage.Client.GetDatasetAsync("warehouse", "rates", Cancel)).Versions.ShouldBe(kept);
        (await stage.RowsAsync("SELECT * FROM rates")).ShouldBe("(3)");
    }

    private async Task<DatasetInfo> RollbackAsync(string target, string key)
    {
        using var client = new HttpClient { BaseAddress = stage.Stack.GatewayAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", stage.Stack.AdminKey);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/datasets/warehouse/{target}/rollback");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = JsonContent.Create(new { });
        using var response = await client.SendAsync(request, Cancel);
        response.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize(
            await response.Content.ReadAsStringAsync(Cancel), ContractsJson.Default.DatasetInfo)!;
    }

    private async Task OverwriteThriceAsync(string name)
    {
        for (var n = 1; n <= 4; n++)
        {
            await stage.RunAsync(await NextAsync(name, n));
        }
    }

    private async Task<PipelinePlan> NextAsync(string name, int n)
    {
        await stage.WriteInboxAsync($"{name}.csv", $"n\n{n}\n");
        return await stage.PlanAsync($"load {name}.csv from the inbox into the warehouse, replacing what is there");
    }
}
