using System.Net;
using System.Text;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway;

public sealed class HttpTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_sent_again_under_its_idempotency_key_takes_effect_once()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var pipeline = await gateway.ApplyAsync();
        var first = await PostAsync(gateway, $"api/v1/pipelines/{pipeline.Id}/runs", "{}", key: "k1");
        var second = await PostAsync(gateway, $"api/v1/pipelines/{pipeline.Id}/runs", "{}", key: "k1");
        (first.Status, second.Status).ShouldBe((HttpStatusCode.Accepted, HttpStatusCode.Accepted));
        second.Body.ShouldBe(first.Body);
        (await gateway.Admin.ListRunsAsync(cancellationToken: Cancel)).Items.Count.ShouldBe(1);
        (await PostAsync(gateway, $"api/v1/pipelines/{pipeline.Id}/runs", """{"planHash":"other"}""", key: "k1")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_failed_request_gives_its_idempotency_key_back()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        gateway.Worker.Override = context => FakeWorker.Problem(502, "The file vanished.").ExecuteAsync(context);
        (await PostAsync(gateway, "api/v1/conversations", """{"words":"x"}""", key: "k")).Status.ShouldBe(HttpStatusCode.BadGateway);
        gateway.Worker.Override = null;
        (await PostAsync(gateway, "api/v1/conversations", """{"words":"x"}""", key: "k")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_nobody_expected_becomes_a_500_that_tells_no_more_than_a_trace_id()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        gateway.Worker.Override = context => FakeWorker.Problem(500, "NullReferenceException at Planner.cs:42").ExecuteAsync(context);
        var failed = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.StartConversationAsync("x", Cancel));
        failed.Status.ShouldBe(HttpStatusCode.InternalServerError);
        failed.Detail.ShouldNotContain("NullReference");
        failed.TraceId.ShouldNotBeNullOrEmpty();
        gateway.Logs.ShouldContain(line => line.Contains(failed.TraceId, StringComparison.Ordinal) && line.Contains("Planner.cs:42", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400, HttpStatusCode.BadRequest)]
    [InlineData(403, HttpStatusCode.Forbidden)]
    [InlineData(404, HttpStatusCode.NotFound)]
    [InlineData(409, HttpStatusCode.Conflict)]
    [InlineData(502, HttpStatusCode.BadGateway)]
    public async Task The_workers_problems_reach_the_caller_as_what_they_are(int worker, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        gateway.Worker.Override = context => FakeWorker.Problem(worker, "The reason.").ExecuteAsync(context);
        var failed = await Should.ThrowAsync<PlatformException>(() => gateway.Admin.StartConversationAsync("x", Cancel));
        failed.Status.ShouldBe(expected);
        failed.Detail.ShouldStartWith("The reason.");
    }

    [Fact]
    public async Task A_worker_that_hangs_is_given_up_and_one_that_is_gone_is_named()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:PlanningTimeout"] = "00:00:00.2" });
        gateway.Worker.Override = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.StartConversationAsync("x", Cancel))).Status.ShouldBe(HttpStatusCode.GatewayTimeout);
        await gateway.Worker.DisposeAsync();
        (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.StartConversationAsync("x", Cancel))).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("""{"words":1}""", "$.words")]
    [InlineData("""{""", "$")]
    [InlineData("""{}""", "$")]
    public async Task A_body_that_is_not_acceptable_is_named_by_its_place(string body, string place)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var (status, text) = await PostAsync(gateway, "api/v1/conversations", body);
        status.ShouldBe(HttpStatusCode.BadRequest);
        text.ShouldContain($"not acceptable at {place}:");
        text.ShouldNotContain("McpPlatform.Contracts");
    }

    [Theory]
    [InlineData("api/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("api/v1/pipelines/not-a-guid", HttpStatusCode.NotFound)]
    [InlineData("api/v1/pipelines?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("api/v1/pipelines?cursor=%25%25", HttpStatusCode.BadRequest)]
    [InlineData("api/v1/approvals?state=never", HttpStatusCode.BadRequest)]
    [InlineData("api/v1/events?after=-1", HttpStatusCode.BadRequest)]
    public async Task Addresses_that_lead_nowhere_answer_with_a_problem(string path, HttpStatusCode expected)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var response = await gateway.Http(gateway.AdminKey).GetAsync(new Uri(path, UriKind.Relative), Cancel);
        response.StatusCode.ShouldBe(expected);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxBodyBytes"] = "2048" });
        var (status, _) = await PostAsync(gateway, "api/v1/conversations", $$"""{"words":"{{new string('x', 4_000)}}"}""");
        status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_key_that_sends_too_much_is_told_to_wait_and_slows_nobody_else()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:Burst"] = "3", ["Gateway:RequestsPerSecond"] = "1" });
        var noisy = await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read);
        var quiet = await gateway.KeyAsync(PrincipalKind.Agent, Scope.Read);
        var http = gateway.Http(noisy);
        HttpResponseMessage response;
        do
        {
            response = await http.GetAsync(new Uri("api/v1/me", UriKind.Relative), Cancel);
        }
        while (response.IsSuccessStatusCode);
        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        await gateway.Client(quiet).WhoAmIAsync(Cancel);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Pages_of_others_are_kept_out_of_a_Gateway_on_a_loopback_address(string header, string value)
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/me", UriKind.Relative));
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await gateway.Http(gateway.AdminKey).SendAsync(request, Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync(Cancel)).ShouldContain("known-hosts");
    }

    [Fact]
    public async Task Configured_hosts_and_origins_are_let_in()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres, new() { ["Gateway:AllowedHosts:0"] = "mcp.example", ["Gateway:AllowedOrigins:0"] = "https://bench.example" });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/me", UriKind.Relative));
        request.Headers.Host = "mcp.example";
        request.Headers.TryAddWithoutValidation("Origin", "https://bench.example");
        using var response = await gateway.Http(gateway.AdminKey).SendAsync(request, Cancel);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_dropped_file_lands_whole_in_the_inbox_and_nowhere_else()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:MaxUploadBytes"] = "5000000" });
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(new string('a', 4_500_000)));
        var uploaded = await gateway.Admin.UploadFileAsync("inbox", "cars & co.csv", content, Cancel);
        uploaded.Bytes.ShouldBe(4_500_000);
        var inbox = Path.Combine(gateway.Folder, "inbox");
        Directory.GetFiles(inbox).ShouldHaveSingleItem().ShouldBe(Path.Combine(inbox, "cars & co.csv"));
        foreach (var name in new[] { "../escape.csv", "a/b.csv", ".hidden", "a\\b" })
        {
            using var empty = new MemoryStream();
            (await Should.ThrowAsync<PlatformException>(() => gateway.Admin.UploadFileAsync("inbox", name, empty, Cancel))).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        using var large = new MemoryStream(new byte[6_000_000]);
        await Should.ThrowAsync<Exception>(() => gateway.Admin.UploadFileAsync("inbox", "large.csv", large, Cancel));
        Directory.GetFiles(inbox).Length.ShouldBe(1);
    }

    [Fact]
    public async Task An_upload_replaces_a_symbolic_link_instead_of_writing_through_it()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var inbox = Directory.CreateDirectory(Path.Combine(gateway.Folder, "inbox")).FullName;
        var outside = Path.Combine(gateway.Folder, "outside.csv");
        await File.WriteAllTextAsync(outside, "untouched", Cancel);
        File.CreateSymbolicLink(Path.Combine(inbox, "a.csv"), outside);
        using var content = new MemoryStream("new"u8.ToArray());
        await gateway.Admin.UploadFileAsync("inbox", "a.csv", content, Cancel);
        (await File.ReadAllTextAsync(outside, Cancel)).ShouldBe("untouched");
        (await File.ReadAllTextAsync(Path.Combine(inbox, "a.csv"), Cancel)).ShouldBe("new");
    }

    [Fact]
    public async Task Health_says_whether_the_gateway_lives_and_can_take_work()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        foreach (var path in new[] { "health/live", "health/ready" })
        {
            (await gateway.Http().GetStringAsync(new Uri(path, UriKind.Relative), Cancel)).ShouldBe("Healthy");
        }
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(TestGateway gateway, string path, string body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await gateway.Http(gateway.AdminKey).SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
