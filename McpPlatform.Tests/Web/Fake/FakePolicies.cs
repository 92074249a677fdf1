using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>The routes of policies: one set with one version, and an explanation.</summary>
internal static class FakePolicies
{
    private const string Text = """@id("closed") forbid (principal is Agent, action == Action::"tool.call", resource);""";

    private static PolicySetInfo Night { get; } = new("night", Text, PolicyMode.Enforced, 1, "ada", FakePlatform.Now);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/policies", () => new Page<PolicySetInfo>([Night]));
        api.MapPut("/policies/{name}", (string name, PutPolicySet body) => Night with { Name = name, Text = body.Text, Mode = body.Mode, Version = 2 });
        api.MapDelete("/policies/{name}", () => Results.NoContent());
        api.MapGet("/policies/{name}/versions", () => new Page<PolicySetVersion>([new PolicySetVersion(1, PolicyMode.Enforced, "ada", FakePlatform.Now) { Text = Text }]));
        api.MapPost("/policies/{name}/restore", (RestorePolicySet body) => Night with { Version = body.Version + 1 });
        api.MapPost("/policies/check", () => new PolicyCheck([]));
        api.MapPost("/policies/explain", () => new PolicyExplanation(
            false, "night/closed", "It is night.", ["night/closed"], ["scope-run", "night/closed"], ["principal.scopes", "context.now"], [], "3f0c9a5b7e21"));
    }

    /// <summary>Writes a set and its cases.</summary>
    /// <returns>Their path without the ending.</returns>
    public static async Task<string> WriteFilesAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "night");
        await File.WriteAllTextAsync($"{path}.cedar", Text, cancellationToken);
        await File.WriteAllTextAsync(
            $"{path}.yaml",
            """
            cases:
              - name: closed
                principal: { kind: agent, scopes: [run] }
                action: tool.call
                resource: { type: tool, id: wiki/search }
                expect: deny
            """, cancellationToken);
        return path;
    }
}
