using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of upstreams.</summary>
internal static class FakeUpstreams
{
    public static UpstreamInfo Wiki { get; } = new(
        "wiki", "wiki", UpstreamProtocol.Modern,
        new Dictionary<string, string> { ["Authorization"] = "secret://wiki-token", ["X-Region"] = "eu" }, 30, 8, true, 7, FakePlatform.Now, FakePlatform.Now)
    {
        Url = "https://wiki.example.com/mcp", Risk = RiskClass.High, Tags = new List<string> { "docs" }, Owner = "Docs team", Purpose = "Reads the wiki.",
    };

    public static void Map(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapGet("/upstreams", () => new Page<UpstreamInfo>([.. platform.Upstreams.Values.OrderBy(u => u.Name, StringComparer.Ordinal)]));
        api.MapGet("/upstreams/{name}", (string name) => platform.Upstreams.TryGetValue(name, out var found) ? Results.Ok(found) : Missing(name));
        api.MapPost("/upstreams", (AddUpstream add) => platform.Upstreams[add.Name] = Stored(
            add.Name, 1, new ChangeUpstream(add.Url, add.Prefix, add.Protocol, add.Headers, add.TimeoutSeconds, add.MaxConcurrency, add.Enabled)
            {
                Transport = add.Transport, Program = add.Program, Risk = add.Risk, Tags = add.Tags, Owner = add.Owner, Purpose = add.Purpose,
                CacheForSeconds = add.CacheForSeconds, CallTimeoutSeconds = add.CallTimeoutSeconds, TokenExchange = add.TokenExchange,
            }));
        api.MapPut("/upstreams/{name}", (string name, ChangeUpstream change) => platform.Upstreams[name].Version == change.ExpectedVersion
            ? Results.Ok(platform.Upstreams[name] = Stored(name, platform.Upstreams[name].Version + 1, change))
            : FakeGateway.Problem(409, "It was changed in the meantime."));
        api.MapDelete("/upstreams/{name}", (string name) => platform.Upstreams.TryRemove(name, out _) ? Results.NoContent() : Missing(name));
    }

    private static UpstreamInfo Stored(string name, long version, ChangeUpstream u) => new(
        name, u.Prefix ?? name, u.Protocol, u.Headers ?? new Dictionary<string, string>(), u.TimeoutSeconds, u.MaxConcurrency, u.Enabled, version,
        FakePlatform.Now, FakePlatform.Now)
    {
        Url = u.Url, Transport = u.Transport, Program = u.Program, Risk = u.Risk, Tags = u.Tags, Owner = u.Owner, Purpose = u.Purpose,
        CacheForSeconds = u.CacheForSeconds, CallTimeoutSeconds = u.CallTimeoutSeconds, TokenExchange = u.TokenExchange,
    };

    private static IResult Missing(string name) => FakeGateway.Problem(404, $"There is no upstream '{name}'.");
}
