using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using ConnectionInfo = McpPlatform.Contracts.Api.ConnectionInfo;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of the API that the Web and the command line use.</summary>
internal static class FakeRoutes
{
    private static readonly Scope[] AllScopes = Enum.GetValues<Scope>();

    public static void Map(RouteGroupBuilder api, FakePlatform platform)
    {
        FakePeople.Map(api, platform);
        MapKeys(api, platform);
        MapConnections(api, platform);
        FakeUpstreams.Map(api, platform);
        FakeTools.Map(api, platform);
        FakeRegistries.Map(api, platform);
        FakeAudit.Map(api, platform);
        FakePolicies.Map(api);
        FakeUsage.Map(api);
        api.MapPost("/detection/reveal", () => Results.Text("""{"line":1,"token":"[email:tok_AAAA]"}""" + "\n", "application/x-ndjson"));
        api.MapPost("/detection/scan", () => Results.Text("""{"line":1,"path":"","detector":"card","confidence":"high","start":0,"length":19}""" + "\n", "application/x-ndjson"));
        api.MapPost("/firewall/scan", () => Results.Text("""{"line":1,"path":"","kind":"injection","severity":"danger","message":"m","start":0,"length":19}""" + "\n", "application/x-ndjson"));
        MapPlanning(api, platform);
        MapRuns(api, platform);
        MapData(api, platform);
    }

    private static void MapKeys(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapGet("/keys", () => new Page<KeyInfo>([Key(platform, "ci", PrincipalKind.Agent)], null));
        api.MapPost("/keys", (CreateKey key) => new CreatedKey("mcpp_new", Key(platform, key.Name, key.Kind) with { Scopes = key.Scopes }));
        api.MapPost("/keys/{id:guid}/rotate", (Guid id, RotateKey rotate) =>
            new CreatedKey("mcpp_next", Key(platform, "ci", PrincipalKind.Agent) with { PredecessorId = id }));
        api.MapDelete("/keys/{id:guid}", (Guid id) => Results.NoContent());
        api.MapGet("/secrets", () => new Page<SecretInfo>([.. platform.Secrets.Keys.Select(Secret)], null));
        api.MapPut("/secrets/{name}", (string name, SetSecret secret) =>
        {
            platform.Secrets[name] = secret.Value;
            return Secret(name);
        });
        api.MapPut("/secrets/mine/{name}", (string name, SetSecret secret) =>
        {
            platform.Secrets[$"user/{name}"] = secret.Value;
            return Secret($"user/{name}");
        });
        api.MapDelete("/secrets/{name}", (string name) => platform.Secrets.TryRemove(name, out _)
            ? Results.NoContent()
            : FakeGateway.Problem(404, $"There is no secret '{name}'."));
    }

    private static void MapConnections(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapGet("/connectors", () => (IReadOnlyList<ConnectorSpec>)FakeCatalog.Connectors);
        api.MapGet("/connections", () => new Page<ConnectionInfo>([.. platform.Connections], null));
        api.MapGet("/connections/{name}", (string name) => platform.Connections.Find(c => c.Name == name) is { } found
            ? Results.Ok(found)
            : FakeGateway.Problem(404, $"There is no connection '{name}'."));
        api.MapPost("/connections", (AddConnection add) =>
        {
            var options = add.Options.ToDictionary(o => o.Key, o => o.Key == "password" ? $"secret://{add.Name}-password" : o.Value);
            platform.Connections.Add(new ConnectionInfo(add.Name, add.Connector, options, false, null));
            return platform.Connections[^1];
        });
        api.MapDelete("/connections/{name}", (string name) => platform.Connections.RemoveAll(c => c.Name == name && !c.BuiltIn) > 0
            ? Results.NoContent()
            : FakeGateway.Problem(404, $"There is no connection '{name}' that can be removed."));
        api.MapPost("/connections/{name}/check", (string name) => platform.Check(name));
        api.MapPost("/connections/{name}/discover", (string name) => new Catalog { Streams = [FakeCatalog.Airports] });
        api.MapPost("/connections/{name}/preview", (string name, PreviewRequest request) => FakePlatform.Preview(request.Limit));
        api.MapPut("/connections/{name}/files/{file}", async (string name, string file, HttpRequest request) =>
        {
            using var content = new MemoryStream();
            await request.Body.CopyToAsync(content, request.HttpContext.RequestAborted);
            platform.Uploads[file] = content.ToArray();
            return new UploadedFile(name, file, content.Length);
        });
    }

    private static void MapPlanning(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapPost("/conversations", (StartConversation start) => platform.Say(platform.NextId(), start.Words, new Dictionary<string, string>()));
        api.MapPost("/conversations/{id:guid}", (Guid id, ContinueConversation turn) => platform.Say(id, turn.Words ?? "", turn.Answers));
        api.MapGet("/conversations", () => new Page<ConversationInfo>([.. platform.Conversations.Values.OrderByDescending(c => c.Id)], null));
        api.MapGet("/conversations/{id:guid}", (Guid id) => platform.Conversations.TryGetValue(id, out var found)
            ? Results.Ok(found)
            : FakeGateway.Problem(404, $"There is no conversation {id}."));
        api.MapPost("/pipelines", (ApplyPlan apply) => platform.Apply(apply));
        api.MapGet("/pipelines", () => new Page<PipelineInfo>([.. platform.Pipelines.Values], null));
        api.MapGet("/pipelines/{id:guid}", (Guid id) => platform.Pipelines[id]);
        api.MapPut("/pipelines/{id:guid}/schedule", (Guid id, ChangeSchedule change) =>
            platform.Apply(new ApplyPlan(platform.Pipelines[id].Plan with { Schedule = change.Schedule })));
    }

    private static void MapRuns(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapPost("/pipelines/{id:guid}/runs", (Guid id) => Results.Accepted(null, platform.Start(platform.Pipelines[id]).Info));
        api.MapGet("/runs", () => new Page<RunInfo>([.. platform.Runs.Values.Select(run => run.Info).OrderByDescending(run => run.Id)], null));
        api.MapGet("/runs/{id:guid}", (Guid id) => platform.Runs.TryGetValue(id, out var run)
            ? Results.Ok(run.Info)
            : FakeGateway.Problem(404, $"There is no run {id}."));
        api.MapGet("/runs/{id:guid}/events", (Guid id, HttpContext context) => StreamAsync(platform.Runs[id], context));
        api.MapPost("/runs/{id:guid}/cancel", (Guid id) => Act(platform.Runs[id], run => run.Cancel()));
        api.MapPost("/runs/{id:guid}/resume", (Guid id) => Act(platform.Runs[id], run => run.Begin()));
        api.MapPost("/runs/{id:guid}/fix", (Guid id, FixRun fix) => Act(platform.Runs[id], run => run.Begin()));
        api.MapGet("/approvals", (string? state) => new Page<ApprovalInfo>(
            [.. platform.Approvals.Values.Where(a => state is null || a.State.ToString().Equals(state, StringComparison.OrdinalIgnoreCase))], null));
        api.MapPost("/approvals/{id:guid}", (Guid id, DecideApproval decision) => platform.Decide(platform.Approvals[id], decision.Approve));
    }

    private static void MapData(RouteGroupBuilder api, FakePlatform platform)
    {
        var run = new Guid(77, 0, 0, new byte[8]);
        var dataset = new DatasetInfo("warehouse/airports", "warehouse", "airports", run, run, FakePlatform.Now, [new TargetVersion(2, run, FakePlatform.Now, 120)]);
        api.MapGet("/datasets", () => new Page<DatasetInfo>([dataset], null));
        api.MapGet("/datasets/{connection}/{target}/lineage", () => new LineageInfo(
            "warehouse/airports", [new LineageEdge("samples/airports.csv", "name", "warehouse/airports", "name", ["mask:hash"], run, run)]));
        api.MapPost("/datasets/{connection}/{target}/rollback", () => dataset);
        api.MapGet("/warehouse", () => new WarehouseInfo("Host=127.0.0.1;Database=warehouse;Username=reader"));
        api.MapPost("/warehouse/query", (WarehouseQuery query) => query.Sql.StartsWith("select", StringComparison.Ordinal)
            ? Results.Ok(new QueryResult([new QueryColumn("state", "text"), new QueryColumn("n", "bigint")], [JsonSerializer.SerializeToElement(new object?[] { "TX", 209 })], false))
            : FakeGateway.Problem(400, "Only reading is allowed here."));
        api.MapGet("/checked", () => platform.KeysSeen.Count);
    }

    private static RunInfo Act(FakeRun run, Action<FakeRun> act)
    {
        act(run);
        return run.Info;
    }

    private static async Task StreamAsync(FakeRun run, HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out var after);
        await foreach (var update in run.ReadAsync(after, context.RequestAborted))
        {
            var message = update.Event is { } happened
                ? $"id: {happened.Seq}\nevent: event\ndata: {JsonSerializer.Serialize(happened, ContractsJson.Default.PlatformEvent)}\n\n"
                : $"event: progress\ndata: {JsonSerializer.Serialize(update.Progress, ContractsJson.Default.RunProgress!)}\n\n";
            await context.Response.WriteAsync(message, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private static SecretInfo Secret(string name) => new(name, $"secret://{name}", 1, FakePlatform.Now);

    private static KeyInfo Key(FakePlatform platform, string name, PrincipalKind kind) =>
        new(platform.NextId(), name, kind, AllScopes, FakePlatform.Now, TimeProvider.System.GetUtcNow().AddDays(7), null, null);
}
