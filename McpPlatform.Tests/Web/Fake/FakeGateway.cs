using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>A small web server that answers like the Gateway's API, from memory.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeGateway(WebApplication app, FakePlatform platform)
    {
        this.app = app;
        Platform = platform;
    }

    public FakePlatform Platform { get; }

    public Uri Address => new(app.Urls.First());

    public static async Task<FakeGateway> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        var app = builder.Build();
        var platform = new FakePlatform();
        app.Use((context, next) => AuthenticateAsync(context, next, platform));
        FakeRoutes.Map(app.MapGroup("/api/v1"), platform);
        await app.StartAsync(cancellationToken);
        return new FakeGateway(app, platform);
    }

    public PlatformClient Open() => new(PlatformClient.CreateHttpClient(Address, FakePlatform.Key));

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private static Task AuthenticateAsync(HttpContext context, RequestDelegate next, FakePlatform platform)
    {
        var key = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (context.Request.Path == "/api/v1/sign-in" || context.Request.Path == "/api/v1/sessions/refresh")
        {
            return next(context);
        }

        platform.KeysSeen.Add(key);
        return key is FakePlatform.Key or FakePlatform.AgentKey || platform.Sessions.ContainsKey(key)
            ? next(context)
            : Problem(StatusCodes.Status401Unauthorized, "The key is not known.").ExecuteAsync(context);
    }

    internal static IResult Problem(int status, string detail) => Results.Json(
        new PlatformProblem(Title: "Refused", Status: status, Detail: detail), ContractsJson.Default.PlatformProblem, "application/problem+json", status);
}
