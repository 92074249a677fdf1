using System.Net;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Mcp.Fixture;
using McpPlatform.Tests.Mcp.Gateway;
using ModelContextProtocol;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Identity;

/// <summary>
/// A tenant whose administrator has every role and knows the ids and names of all that another tenant has sees none of it and changes none of it:
/// over every route of a running gateway, and over MCP.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class TenantIsolationTests(TestPostgres postgres)
{
    private static readonly string OtherHash = new('0', 64);

    /// <summary>Bodies that each route would take; a route that takes one and is not here is sent <c>{}</c>.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["PUT /api/v1/people/{id}/roles"] = """{"roles":["viewer"]}""",
        ["POST /api/v1/tenants/{id}/invitations"] = """{"name":"Mallory"}""",
        ["PUT /api/v1/secrets/{name}"] = """{"value":"other"}""",
        ["PUT /api/v1/secrets/mine/{name}"] = """{"value":"other"}""",
        ["PUT /api/v1/policies/{name}"] = """{"text":"permit (principal, action == Action::\"read\", resource);"}""",
        ["PUT /api/v1/quotas/{name}"] = """{"scope":"tenant","metric":"calls","period":"day","limit":1000000}""",
        ["POST /api/v1/policies/{name}/restore"] = """{"version":1}""",
        ["POST /api/v1/policies/explain"] = """{"principal":{"kind":"agent","scopes":["run"]},"action":"tool.call","resource":{"type":"tool","id":"aurora/aurora_lookup"}}""",
        ["POST /api/v1/policies/try"] = "{}",
        ["POST /api/v1/policies/check"] = """{"text":""}""",
        ["POST /api/v1/sign-in/providers/{name}"] = """{"callback":"http://localhost/signin/answer"}""",
        ["POST /api/v1/connections/{name}/discover"] = """{"name":"aurora.csv"}""",
        ["POST /api/v1/connections/{name}/preview"] = """{"stream":{"name":"aurora.csv"},"limit":1}""",
        ["PUT /api/v1/upstreams/{name}"] = """{"url":"http://127.0.0.1:10/mcp"}""",
        ["POST /api/v1/tools/{upstream}/{name}/approve"] = $$"""{"hash":"{{OtherHash}}"}""",
        ["POST /api/v1/tools/{upstream}/{name}/reject"] = $$"""{"hash":"{{OtherHash}}"}""",
        ["POST /api/v1/conversations/{id}"] = """{"words":"more"}""",
        ["PUT /api/v1/pipelines/{id}/schedule"] = """{"schedule":{"kind":"manual"}}""",
        ["POST /api/v1/approvals/{id}"] = """{"approve":true}""",
        ["POST /api/v1/sign-in-links"] = """{"person":"aurora ada","roles":["viewer"]}""",
        ["POST /api/v1/people/invitations"] = """{"name":"aurora eve","roles":["viewer"]}""",
        ["POST /api/v1/tenants"] = """{"id":"default","name":"Mine"}""",
        ["POST /api/v1/keys"] = """{"name":"aurora robot","kind":"agent","scopes":["read"]}""",
        ["POST /api/v1/connections"] = """{"name":"aurora","connector":"postgres","options":{"host":"other.example","password":"secret://aurora-secret"}}""",
        ["POST /api/v1/upstreams"] = """{"name":"aurora","url":"http://127.0.0.1:10/mcp"}""",
        ["POST /api/v1/conversations"] = """{"words":"load aurora"}""",
        ["POST /api/v1/plans/check"] = $$"""{"plan":{{PlanJson}}}""",
        ["POST /api/v1/pipelines"] = $$"""{"plan":{{PlanJson}}}""",
        ["POST /api/v1/warehouse/query"] = """{"sql":"SELECT 'aurora'","limit":1}""",
    };

    /// <summary>What the other tenant's own administrator may do with a name, since names are its own.</summary>
    private static readonly string[] OwnNames = ["PUT /api/v1/secrets/{name}", "PUT /api/v1/secrets/mine/{name}", "PUT /api/v1/policies/{name}", "PUT /api/v1/quotas/{name}"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string PlanJson => JsonSerializer.Serialize(FilledTenant.Plan(), ContractsJson.Default.PipelinePlan);

    [Fact]
    public async Task Over_the_API_nothing_of_another_tenant_is_seen_or_changed()
    {
        await using var gateway = await TestGateway.StartAsync(postgres, new() { ["Gateway:RequestsPerSecond"] = "10000", ["Gateway:Burst"] = "10000" });
        var tenant = await FilledTenant.CreateAsync(gateway);
        var stranger = await StrangerAsync(gateway);
        var before = await tenant.SnapshotAsync();
        var asked = gateway.Worker.Calls.Count;
        gateway.Worker.Override = context => FakeWorker.Problem(404, "There is no such thing.").ExecuteAsync(context);
        using var http = gateway.Http(stranger);

        var wrong = new List<string>();
        foreach (var (method, path) in Ordered(RouteTableTests.Routes(gateway)))
        {
            var (status, text) = await SendAsync(http, tenant, method, path);
            wrong.AddRange(Wrongs(tenant, $"{method} {path}", status, text));
        }

        wrong.ShouldBeEmpty();
        gateway.Worker.Calls.Skip(asked).ShouldAllBe(call => call.By.Tenant == "acme");
        (await tenant.SnapshotAsync()).ShouldBe(before, ignoreOrder: true);
    }

    [Theory]
    [InlineData(Revisions.Modern)]
    [InlineData(Revisions.LatestLegacy)]
    public async Task Over_MCP_nothing_of_another_tenant_is_seen_or_called(string revision)
    {
        await using var fixture = await FixtureServer.StartAsync(FixtureEras.Both, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        var tenant = await FilledTenant.CreateAsync(gateway);
        await gateway.OfferAsync(new AddUpstream("open", fixture.Address.ToString(), Prefix: "aurora"));
        await using var own = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, gateway.AdminKey);
        await own.CallAsync("aurora__test_simple_text");
        await using var agent = await Agent.ConnectAsync(new Uri(gateway.Address, "mcp"), revision, await StrangerAsync(gateway));
        var (received, asked) = (fixture.Received.Count, gateway.Worker.Calls.Count);
        gateway.Worker.Override = context => FakeWorker.Problem(404, "There is no such thing.").ExecuteAsync(context);

        (await agent.Client.ListToolsAsync(cancellationToken: Cancel)).ShouldNotContain(t => t.Name.Contains(FilledTenant.Mark));
        (await agent.Client.ListResourcesAsync(cancellationToken: Cancel)).ShouldBeEmpty();
        (await agent.Client.ListPromptsAsync(cancellationToken: Cancel)).ShouldBeEmpty();
        (await agent.CallAsync("find_tools", new() { ["query"] = "simple text" })).ShouldNotContain(FilledTenant.Mark);
        (await agent.CallAsync("list_pipelines")).ShouldNotContain(FilledTenant.Mark);
        (await agent.CallAsync("get_run", new() { ["runId"] = tenant.Run })).ShouldContain("no run");
        (await agent.CallAsync("run_pipeline", new() { ["pipelineId"] = tenant.Pipeline.Id })).ShouldContain("no pipeline");
        (await agent.CallAsync("answer_question", new() { ["conversationId"] = tenant.Conversation, ["answers"] = new Dictionary<string, string> { ["a"] = "b" } }))
            .ShouldContain("no such thing");
        await Should.ThrowAsync<McpException>(() => agent.CallAsync("aurora__test_simple_text"));
        await Should.ThrowAsync<McpException>(() => agent.CallAsync("call_tool", new() { ["name"] = "aurora__test_simple_text" }));
        await Should.ThrowAsync<McpException>(() => agent.Client.ReadResourceAsync("test://static-text", cancellationToken: Cancel).AsTask());

        gateway.Worker.Calls.Skip(asked).ShouldHaveSingleItem().By.Tenant.ShouldBe("acme");
        fixture.Received.Count.ShouldBe(received, "the other tenant's server hears nothing of it");
    }

    [Fact]
    public async Task Subscriptions_of_a_tenant_hear_of_its_own_servers_only_and_its_audit_holds_its_own_calls()
    {
        await using var theirs = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var mine = await FixtureServer.StartAsync(FixtureEras.Modern, Cancel);
        await using var gateway = await TestGateway.StartAsync(postgres);
        await gateway.OfferAsync(new AddUpstream("theirs", theirs.Address.ToString(), Prefix: ""));
        var stranger = await StrangerAsync(gateway);
        await gateway.Client(stranger).AddUpstreamAsync(new AddUpstream("mine", mine.Address.ToString(), Prefix: ""), Cancel);
        await Eventually.TrueAsync(
            () => gateway.Get<McpPlatform.Gateway.Federation.UpstreamDirectory>().Upstreams.Count() == 2, TimeSpan.FromSeconds(20), "both servers are known", Cancel);

        await using (var first = await Listener.OpenAsync(gateway, gateway.AdminKey))
        await using (var second = await Listener.OpenAsync(gateway, stranger))
        {
            theirs.TouchResource("test://static-text");
            await first.HearsAsync();
            var heard = second.HearsAsync();
            heard.IsCompleted.ShouldBeFalse();
            mine.TouchResource("test://static-text");
            await heard;
        }

        foreach (var server in new[] { theirs, mine })
        {
            server.Received.Count(r => r.JsonRpcMethod == "subscriptions/listen" && r.Body!.Value.GetRawText().Contains("test://static-text", StringComparison.Ordinal)).ShouldBe(1);
        }

        var audits = new List<IReadOnlyList<AuditRecord>>();
        await Eventually.TrueAsync(async () =>
        {
            audits = [await AuditAsync(gateway, gateway.AdminKey), await AuditAsync(gateway, stranger)];
            return audits.All(a => a.Count > 0);
        }, TimeSpan.FromSeconds(20), "both audits tell of the calls", Cancel);
        audits[0].Intersect(audits[1]).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<AuditRecord>> AuditAsync(TestGateway gateway, string key) =>
        (await gateway.Client(key).ListAuditAsync(cancellationToken: Cancel)).Items;

    // First what only reads, then what would change the other tenant's, last what makes things of one's own under the same names.
    private static IEnumerable<(string Method, string Path)> Ordered(IEnumerable<(string Method, string Path)> routes) => routes
        .Where(r => FilledTenant.IsPlain(r.Path) && r is not ("DELETE", "/api/v1/session"))
        .OrderBy(r => r.Method == "GET" ? 0 : r.Path.Contains('{', StringComparison.Ordinal) && !OwnNames.Contains($"{r.Method} {r.Path}") ? 1 : 2);

    private static async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient http, FilledTenant tenant, string method, string path)
    {
        var address = path.Contains('{', StringComparison.Ordinal)
            ? tenant.AddressOf(path) ?? throw new InvalidOperationException($"{method} {path} leads to something that FilledTenant has none of: add it there.")
            : path;
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        if (method is "POST" or "PUT")
        {
            request.Content = new StringContent(Bodies.GetValueOrDefault($"{method} {path}", "{}"), Encoding.UTF8, "application/json");
        }

        using var answer = await http.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static IEnumerable<string> Wrongs(FilledTenant tenant, string route, HttpStatusCode status, string text)
    {
        var leadsToTheirs = route.Contains('{', StringComparison.Ordinal) && !OwnNames.Contains(route);
        if (leadsToTheirs && status is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
        {
            yield return $"{route} answers {(int)status}: {text}";
        }

        if (status >= HttpStatusCode.InternalServerError)
        {
            yield return $"{route} answers {(int)status}";
        }

        if (route.StartsWith("GET ", StringComparison.Ordinal) && !leadsToTheirs
            && (text.Contains(FilledTenant.Mark, StringComparison.OrdinalIgnoreCase) || tenant.Ids.Any(id => text.Contains(id.ToString(), StringComparison.OrdinalIgnoreCase))))
        {
            yield return $"{route} shows what belongs to another tenant: {text}";
        }
    }

    private static async Task<string> StrangerAsync(TestGateway gateway)
    {
        await gateway.Admin.CreateTenantAsync(new CreateTenant("acme", "Acme"), Cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Mallory"), Cancel);
        var key = (await gateway.Client(null).SignInAsync(invitation.Token, Cancel)).Key;
        var me = (await gateway.Client(key).ListPeopleAsync(cancellationToken: Cancel)).Items.ShouldHaveSingleItem();
        await gateway.Client(key).ChangeRolesAsync(me.Id, Enum.GetValues<Role>(), Cancel);
        return key;
    }

    /// <summary>A modern agent that listens to a resource.</summary>
    private sealed class Listener(WireAgent agent, HttpResponseMessage response, IAsyncEnumerator<(string Id, string Data)> events) : IAsyncDisposable
    {
        public static async Task<Listener> OpenAsync(TestGateway gateway, string key)
        {
            var agent = new WireAgent(new Uri(gateway.Address, "mcp"), Revisions.Modern, key);
            var response = await agent.CallAsync("subscriptions/listen", """{"notifications":{"resourceSubscriptions":["test://static-text"]}}""");
            var events = WireAgent.EventsAsync(response, Cancel).GetAsyncEnumerator(Cancel);
            (await events.MoveNextAsync()).ShouldBeTrue();
            events.Current.Data.ShouldContain("subscriptions/acknowledged");
            return new Listener(agent, response, events);
        }

        public async Task HearsAsync()
        {
            do
            {
                (await events.MoveNextAsync()).ShouldBeTrue();
            }
            while (!events.Current.Data.Contains("resources/updated", StringComparison.Ordinal));
        }

        public async ValueTask DisposeAsync()
        {
            await events.DisposeAsync();
            response.Dispose();
            agent.Dispose();
        }
    }
}
