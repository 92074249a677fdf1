using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace McpPlatform.Tests.Gateway;

/// <summary>A Worker's internal API over real HTTP, whose answers the test chooses.</summary>
internal sealed class FakeWorker : IAsyncDisposable
{
    public static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly WebApplication app;

    private FakeWorker(WebApplication app) => this.app = app;

    public Func<JsonNode?, PlanAnswer> Plan { get; set; } = _ => new PlanAnswer
    {
        Status = PlanAnswerStatus.NeedsInput,
        ConversationId = Guid.CreateVersion7(),
        Questions = [new PlanQuestion("source.connection", "From where?", [new PlanChoice("samples", "Samples")])],
    };

    public Func<PipelinePlan, PlanAnswer> Check { get; set; } = plan => Ready(plan);

    /// <summary>Answers in place of everything else, where set.</summary>
    public Func<HttpContext, Task>? Override { get; set; }

    public List<(string Path, Principal By, string Body)> Calls { get; } = [];

    public string Address => app.Urls.First();

    public static async Task<FakeWorker> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        var app = builder.Build();
        var worker = new FakeWorker(app);
        app.Run(worker.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return worker;
    }

    public static PlanAnswer Ready(PipelinePlan plan, params ApprovalGate[] gates) => new()
    {
        Status = PlanAnswerStatus.Ready,
        ConversationId = Guid.CreateVersion7(),
        Plan = plan with { Approvals = gates },
        PlanHash = PlanHash.Of(plan),
        Reasons = [new PlanReason("", "It was asked for.")],
    };

    public static IResult Problem(int status, string detail) =>
        Results.Json(new PlatformProblem(Title: "no", Status: status, Detail: detail), ContractsJson.Default.PlatformProblem, "application/problem+json", status);

    private async Task AnswerAsync(HttpContext context)
    {
        var by = new PrincipalAssertion(Key, TimeProvider.System).Verify(context.Request.Headers.Authorization.ToString().Replace("Assertion ", "", StringComparison.Ordinal));
        if (by is null)
        {
            context.Response.StatusCode = 401;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        lock (Calls)
        {
            Calls.Add((context.Request.Path, by, text));
        }

        var body = text.Length == 0 ? null : JsonNode.Parse(text);
        await (Override is null ? Answer(context.Request.Path.Value!["/internal/v1/".Length..], body).ExecuteAsync(context) : Override(context));
    }

    private IResult Answer(string path, JsonNode? body) => path.Split('/') switch
    {
        ["plan"] => Results.Json(Plan(body), ContractsJson.Default.PlanAnswer),
        ["plans", "check"] => Results.Json(
            Check(System.Text.Json.JsonSerializer.Deserialize(body!["plan"], ContractsJson.Default.PipelinePlan)!), ContractsJson.Default.PlanAnswer),
        ["connections", "missing", _] => Problem(404, "There is no connection 'missing'."),
        ["connections", _, "check"] => Results.Json(new CheckResult(true, "Reached."), ContractsJson.Default.CheckResult),
        ["connections", _, "discover"] => Results.Json(
            new Catalog { Streams = [new CatalogStream { Name = body?["name"]?.GetValue<string>() ?? "airports.csv", Columns = [] }] }, ContractsJson.Default.Catalog),
        ["connections", _, "preview"] => Results.Json(
            new ReadResult { Columns = [new CatalogColumn("iata", ColumnType.Text, false)], Rows = [System.Text.Json.JsonElement.Parse("[\"00M\"]")] },
            ContractsJson.Default.ReadResult),
        _ => Problem(404, $"Nothing at {path}."),
    };

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }
}
