using System.Text.Json;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Tools;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Store;
using Npgsql;
using Xunit;

namespace McpPlatform.Tests.Identity;

/// <summary>The default tenant with one of everything, each named so that it is known wherever it turns up.</summary>
internal sealed class FilledTenant
{
    /// <summary>Part of every name.</summary>
    public const string Mark = "aurora";

    private const string Tool = "aurora_lookup";
    private static readonly ApprovalGate Gate = new()
    {
        Rule = ApprovalRule.OverwriteForeignTarget, Subject = "warehouse.public.aurora", Reason = "It would replace public.aurora.",
    };

    private static readonly ToolDefinition Definition = ToolDefinition.Read("""{"name":"aurora_lookup","inputSchema":{"type":"object"}}"""u8.ToArray());

    private readonly List<(string Route, string Address)> addresses = [];

    private FilledTenant(TestGateway gateway) => Gateway = gateway;

    public TestGateway Gateway { get; }

    public PipelineInfo Pipeline { get; private set; } = null!;

    public Guid Run { get; private set; }

    public Guid Conversation { get; private set; }

    /// <summary>Ids that must turn up nowhere else.</summary>
    public List<Guid> Ids { get; } = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PlatformClient Admin => Gateway.Admin;

    /// <summary>Where a route leads to a thing of this tenant; the longest beginning that is known counts.</summary>
    /// <param name="route">The route's path.</param>
    public string? AddressOf(string route) => addresses.Where(a => route == a.Route || route.StartsWith(a.Route + "/", StringComparison.Ordinal))
        .OrderByDescending(a => a.Route.Length).Select(a => a.Address + route[a.Route.Length..].Replace("{fileName}", "aurora.csv", StringComparison.Ordinal)).FirstOrDefault();

    public static async Task<FilledTenant> CreateAsync(TestGateway gateway)
    {
        var tenant = new FilledTenant(gateway);
        await tenant.AddConnectionsAsync();
        await tenant.AddToolsAsync();
        await tenant.AddPipelinesAsync();
        await tenant.AddDatasetAsync();
        await tenant.AddPeopleAsync();
        await tenant.AddPoliciesAsync();
        tenant.addresses.Add(("/api/v1/tenants/{id}", "/api/v1/tenants/default"));
        tenant.addresses.Add(("/api/v1/registries/{name}", "/api/v1/registries/aurora"));
        return tenant;
    }

    /// <summary>A plan of this tenant's.</summary>
    public static PipelinePlan Plan() => TestStore.Plan("aurora", "public.aurora");

    private async Task AddConnectionsAsync()
    {
        await Admin.AddConnectionAsync(
            new AddConnection("aurora", "postgres", new Dictionary<string, string> { ["host"] = "aurora.example", ["password"] = "tr0ub4dor" }), Cancel);
        await Admin.SetSecretAsync("aurora-secret", "hunter2", Cancel);
        addresses.Add(("/api/v1/connections/{name}/files", "/api/v1/connections/inbox/files"));
        addresses.Add(("/api/v1/connections/{name}", "/api/v1/connections/aurora"));
        addresses.Add(("/api/v1/secrets/{name}", "/api/v1/secrets/aurora-secret"));
    }

    private async Task AddToolsAsync()
    {
        await Gateway.OfferAsync(new AddUpstream("aurora", "http://127.0.0.1:9/mcp") { DefinitionTrust = DefinitionTrust.Reviewed });
        await Gateway.Get<IToolStore>().SeeAsync("default", "aurora", [new SeenTool(Definition, [])], [], Cancel);
        addresses.Add(("/api/v1/upstreams/{name}", "/api/v1/upstreams/aurora"));
        addresses.Add(("/api/v1/tools/{upstream}/{name}", $"/api/v1/tools/aurora/{Tool}"));
    }

    private async Task AddPipelinesAsync()
    {
        Gateway.Worker.Check = plan => FakeWorker.Ready(plan, Gate);
        Conversation = (await Admin.StartConversationAsync("load aurora", Cancel)).ConversationId;
        Pipeline = await Gateway.ApplyAsync(Plan());
        Run = (await Admin.StartRunAsync(Pipeline.Id, cancellationToken: Cancel)).Id;
        var approval = (await Admin.ListApprovalsAsync(cancellationToken: Cancel)).Items[0].Id;
        Know("/api/v1/conversations/{id}", Conversation);
        Know("/api/v1/pipelines/{id}", Pipeline.Id);
        Know("/api/v1/runs/{id}", Run);
        Know("/api/v1/approvals/{id}", approval);
    }

    private async Task AddDatasetAsync()
    {
        var version = JsonSerializer.Serialize(new TargetVersion(1, Run, TimeProvider.System.GetUtcNow(), 3), ContractsJson.Default.TargetVersion);
        await SqlAsync($"""
            INSERT INTO datasets VALUES ('default', 'warehouse/aurora', 'warehouse', 'aurora', '{Pipeline.Id}', '{Run}', now(), '[{version}]');
            INSERT INTO schema_versions VALUES ('default', 'warehouse/aurora', 1, '[]', '[]', '{Run}', now());
            INSERT INTO lineage_edges VALUES ('default', 'warehouse/aurora', 'a', 'samples/aurora.csv', 'a', '{Pipeline.Id}', ARRAY[]::text[], '{Run}')
            """);
        addresses.Add(("/api/v1/datasets/{connection}/{target}", "/api/v1/datasets/warehouse/aurora"));
    }

    private async Task AddPoliciesAsync()
    {
        await Admin.PutPoliciesAsync("aurora", new PutPolicySet("""@id("aurora") forbid (principal, action == Action::"tool.call", resource == Tool::"aurora/aurora_lookup");"""), Cancel);
        await Admin.SetOwnSecretAsync("aurora-own", "hunter3", Cancel);
        await Admin.PutQuotaAsync("aurora", new PutQuota(QuotaScope.Tool, QuotaMetric.Calls, QuotaPeriod.Day, 1_000, "aurora"), Cancel);
        addresses.Add(("/api/v1/quotas/{name}", "/api/v1/quotas/aurora"));
        addresses.Add(("/api/v1/policies/{name}", "/api/v1/policies/aurora"));
        addresses.Add(("/api/v1/secrets/mine/{name}", "/api/v1/secrets/mine/aurora-own"));
        addresses.Add(("/api/v1/sign-in/providers/{name}", "/api/v1/sign-in/providers/aurora"));
    }

    private async Task AddPeopleAsync()
    {
        var (_, ada) = await PeopleApiTests.SignInAsync(Gateway, "aurora ada", Role.Viewer);
        var invitation = await Admin.InviteAsync(new InvitePerson("aurora eve", [Role.Viewer]), Cancel);
        var key = await Admin.CreateKeyAsync(new CreateKey("aurora robot", PrincipalKind.Agent, [Scope.Read, Scope.Run]), Cancel);
        Know("/api/v1/people/{id}", ada.Id);
        Know("/api/v1/people/invitations/{id}", invitation.Info.Id);
        Know("/api/v1/keys/{id}", key.Info.Id);
    }

    /// <summary>Waits until the log holds everything that happened.</summary>
    public Task SettledAsync() => Eventually.TrueAsync(
        async () => await SqlAsync("SELECT count(*) FROM event_inbox") is 0L, TimeSpan.FromSeconds(20), "every event has its place", Cancel);

    /// <summary>Everything of this tenant that the API shows, but for when it was last used.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SnapshotAsync()
    {
        await SettledAsync();
        var shown = new Dictionary<string, string>();
        using var http = Gateway.Http(Gateway.AdminKey);
        foreach (var route in RouteTableTests.Routes(Gateway).Where(r => r.Method == "GET" && IsPlain(r.Path)))
        {
            var address = route.Path.Contains('{', StringComparison.Ordinal) ? AddressOf(route.Path)! : $"{route.Path}?limit=200";
            using var answer = await http.GetAsync(new Uri(address, UriKind.Relative), Cancel);
            shown[address] = Steady(await answer.Content.ReadAsStringAsync(Cancel));
        }

        return shown;
    }

    /// <summary>Whether a route answers with an object that ends.</summary>
    public static bool IsPlain(string path) =>
        path.StartsWith("/api/", StringComparison.Ordinal) && path is not "/api/v1/runs/{id}/events" && !path.StartsWith("/api/v1/registries/", StringComparison.Ordinal);

    private static string Steady(string text) => System.Text.RegularExpressions.Regex.Replace(text, """,?"(lastUsedAt|lastSeenAt|traceId)":"[^"]*"|"(from|to)":"\d{4}-\d\d-\d\dT[^"]*",?|"password":"[^"]*",?""", "");

    private void Know(string route, Guid id)
    {
        Ids.Add(id);
        addresses.Add((route, route.Replace("{id}", id.ToString(), StringComparison.Ordinal)));
    }

    private async Task<object?> SqlAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Gateway.Owner) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }
}
