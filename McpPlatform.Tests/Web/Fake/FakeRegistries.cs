using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of registries; a cursor is the number of servers before.</summary>
internal static class FakeRegistries
{
    public static FoundServer Weather { get; } = new(
        "official", "com.example/weather", "1.4.0", FoundServerStatus.Active,
        [
            new UpstreamProposal("streamable-http", [new(ProposalPlace.Header, "Authorization", true, true) { Form = "Bearer {token}", Description = "Your key." }])
            {
                Upstream = new AddUpstream("weather", "https://weather.example.com/mcp") { Purpose = "Forecasts.", Owner = "com.example" },
            },
            new UpstreamProposal("npm", [new(ProposalPlace.Environment, "WEATHER_TOKEN", true, true)])
            {
                Upstream = new AddUpstream("weather")
                {
                    Transport = UpstreamTransport.Stdio,
                    Program = new UpstreamProgram("npx", new List<string> { "-y", "weather@1.4.0" }, new Dictionary<string, string> { ["UNITS"] = "metric" }),
                },
            },
            new UpstreamProposal("oci", []) { Problem = "The gateway cannot start packages of this kind." },
        ])
    { Description = "Forecasts." };

    public static void Map(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapGet("/registries", () => platform.Registries.Keys.Order(StringComparer.Ordinal).ToList());
        api.MapGet("/registries/{name}/servers", (string name, string? search, string? cursor, int limit) => platform.Registries.TryGetValue(name, out var servers)
            ? Results.Ok(Page([.. servers.Where(s => s.Name.Contains((search ?? "").Split(' ')[0], StringComparison.Ordinal))], int.Parse(cursor ?? "0", null), limit))
            : FakeGateway.Problem(502, $"The registry '{name}' cannot be reached."));
    }

    private static Page<FoundServer> Page(List<FoundServer> servers, int before, int limit) =>
        new([.. servers.Skip(before).Take(limit)], servers.Count > before + limit ? $"{before + limit}" : null);
}
