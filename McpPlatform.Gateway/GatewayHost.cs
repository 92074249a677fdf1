using McpPlatform.Core;
using McpPlatform.Gateway.Agents;
using McpPlatform.Gateway.Api;
using McpPlatform.Gateway.Audit;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Metering;
using McpPlatform.Gateway.Registry;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Guard;
using McpPlatform.ServiceDefaults;
using McpPlatform.Store;
using Microsoft.Extensions.Configuration.Memory;

namespace McpPlatform.Gateway;

/// <summary>Builds the Gateway, as a process of its own or embedded.</summary>
public static class GatewayHost
{
    // Four lines of log for each request cost more than most requests, and so does a span that nobody listens to, which is begun for the sake of
    // those lines; settings of the same names bring them back.
    private static readonly Dictionary<string, string?> Quiet = new()
    {
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning", ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "None",
    };

    /// <summary>Builds the host; the caller starts and stops it.</summary>
    /// <param name="setup">What the starter tells it.</param>
    public static WebApplication Build(HostSetup setup) => Build(setup, static _ => { });

    /// <summary>Builds the host with parts added, or replaced, by the caller.</summary>
    internal static WebApplication Build(HostSetup setup, Action<IServiceCollection> configure)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var builder = setup.CreateBuilder(typeof(GatewayHost)).AddServiceDefaults();
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Quiet });
        builder.Services
            .AddGatewayOptions(builder.Configuration)
            .AddStore(builder.Configuration)
            .AddGuard(builder.Configuration)
            .AddApplicationServices()
            .AddLimits(builder.Configuration)
            .AddMetering(builder.Configuration)
            .AddCallAudit(builder.Configuration)
            .AddWorkerClient()
            .AddLiveData()
            .AddIdentity()
            .AddReplicas()
            .AddHttpApi()
            .AddMcpEndpoint()
            .AddServerSearch()
            .AddAdministrator();
        configure(builder.Services);
        return UsePipeline(builder.Build());
    }

    // The order matters: whoever is not let in costs nothing further in.
    private static WebApplication UsePipeline(WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseMiddleware<HostGuard>();
        app.UseRouting();
        app.UseWhen(context => !McpEndpoint.IsServing(context), api => api.UseStatusCodePages(context => Problems.WriteAsync(
            context.HttpContext, Problems.New(context.HttpContext.Response.StatusCode, "There is nothing here that answers this request."))));
        app.UseMiddleware<KeyAuthentication>();
        app.UseMiddleware<RateLimits>();
        app.UseMiddleware<Authorization>();
        app.UseMiddleware<Idempotency>();
        app.UseWhen(context => context.Request.Headers.Upgrade.Count > 0, upgraded => upgraded.UseWebSockets());
        app.MapServiceDefaults();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapProtectedResource();
        app.MapApi();
        app.MapMcpEndpoint();
        return app;
    }
}
