using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Orchestration.WorkerHarness;
using McpPlatform.Tests.Store;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Orchestration;

public sealed class InternalApiTests(TestPostgres postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversations_answer_who_may_ask_and_refuse_everybody_else()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("a.csv", "x,y\n1,one\n2,two\n");
        var reader = TestStore.Person with { Scopes = [Scope.Read] };

        (await PostAsync(worker, null, "connections/samples/check", null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(worker, reader, "connections/samples/check", null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(worker, TestStore.Person, "connections/nowhere/check", null)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(worker, TestStore.Person, "connections/samples/preview", new { stream = new { name = "a.csv" }, limit = 0 })).Status
            .ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(worker, TestStore.Person, "connections/samples/preview", new { stream = new { name = "../a.csv" } })).Status
            .ShouldBe(HttpStatusCode.BadGateway);

        var check = await PostAsync(worker, TestStore.Person, "connections/warehouse/check", null);
        check.Body.GetProperty("ok").GetBoolean().ShouldBeTrue(check.Body.GetRawText());
        var catalog = await PostAsync(worker, reader, "connections/samples/discover", null);
        catalog.Body.GetProperty("streams")[0].GetProperty("name").GetString().ShouldBe("a.csv");
        var preview = await PostAsync(worker, reader, "connections/samples/preview", new { stream = new { name = "a.csv" }, limit = 1 });
        preview.Body.GetProperty("rows").GetArrayLength().ShouldBe(1);
        var plan = await PostAsync(worker, TestStore.Person, "plan", new { turn = new { words = "load a.csv" } });
        plan.Body.GetProperty("reasons")[0].GetProperty("reason").GetString().ShouldBe("Heard: load a.csv");
    }

    [Fact]
    public async Task A_preview_shows_rows_as_detection_leaves_them_to_whoever_asks_for_it()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        await worker.Site.WriteSampleAsync("a.csv", "id,note,more\n1,write to anna@nordwind.example,\n");

        var rows = await PostAsync(worker, TestStore.Person, "connections/samples/preview", new { stream = new { name = "a.csv" }, detect = true });
        var plain = await PostAsync(worker, TestStore.Person, "connections/samples/preview", new { stream = new { name = "a.csv" } });

        rows.Body.GetProperty("rows")[0].GetRawText().ShouldContain("write to [email]");
        plain.Body.GetProperty("rows")[0].GetRawText().ShouldContain("anna@nordwind.example");
    }

    [Fact]
    public async Task A_secret_of_a_built_in_connection_moves_into_the_secret_service()
    {
        await using var worker = await TestWorker.StartAsync(postgres);

        var warehouse = await worker.Get<McpPlatform.Core.Connections.IConnectionStore>().FindAsync("default", "warehouse", Cancellation);

        warehouse!.Options["password"].ShouldBe("secret://warehouse-password");
        worker.Site.Secrets.Names.ShouldContain("warehouse-password");
    }

    [Fact]
    public async Task A_worker_that_can_take_runs_says_so()
    {
        await using var worker = await TestWorker.StartAsync(postgres);
        using var http = new HttpClient { BaseAddress = worker.Address };

        (await http.GetStringAsync("/health/live", Cancellation)).ShouldBe("Healthy");
        (await http.GetStringAsync("/health/ready", Cancellation)).ShouldBe("Healthy");
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(TestWorker worker, Principal? by, string path, object? body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(worker.Address, "/internal/v1/" + path));
        if (by is not null)
        {
            var assertion = new PrincipalAssertion(Convert.FromBase64String(TestWorker.InternalKey), TimeProvider.System).Sign(by);
            request.Headers.Authorization = new AuthenticationHeaderValue(PrincipalAssertion.Scheme, assertion);
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        using var response = await http.SendAsync(request, Cancellation);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }
}
