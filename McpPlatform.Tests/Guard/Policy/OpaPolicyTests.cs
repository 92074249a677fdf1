using System.Text;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Guard;
using McpPlatform.Guard.Policy.Opa;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>The other engine, against a double that speaks its data API.</summary>
public sealed class OpaPolicyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"result":true}""", "allow", "mcp_platform/decision")]
    [InlineData("""{"result":{"allow":true,"rule":"builders"}}""", "allow", "builders")]
    [InlineData("""{"result":false}""", "deny", "mcp_platform/decision")]
    [InlineData("""{"result":{"allow":false,"rule":"night"}}""", "deny", "night")]
    [InlineData("""{"result":{"allow":"true"}}""", "deny", "mcp_platform/decision")]
    [InlineData("{}", "deny", "deny-by-default")]
    [InlineData("nonsense", "deny", "policy-unavailable")]
    public async Task Only_a_plain_yes_allows(string answer, string decision, string rule)
    {
        await using var opa = await DoubleAsync(_ => answer);
        await using var provider = Policy(opa.Urls.Single());
        var decided = await provider.GetRequiredService<IPolicy>().DecideAsync(TestPolicies.Call("wiki/search"), Cancellation);
        (decided.Allowed ? "allow" : "deny", decided.Rule).ShouldBe((decision, rule));
    }

    [Fact]
    public async Task It_is_told_who_what_on_what_and_with_which_arguments()
    {
        JsonNode? heard = null;
        await using var opa = await DoubleAsync(question =>
        {
            heard = question;
            return """{"result":true}""";
        });
        await using var provider = Policy(opa.Urls.Single());
        var call = TestPolicies.Call("bank/pay", RiskClass.High, "money") with { Context = new PolicyContext { Transport = "sse", Arguments = Encoding.UTF8.GetBytes("""{"amount":5}""") } };
        await provider.GetRequiredService<IPolicy>().DecideAsync(call, Cancellation);
        var input = heard!["input"]!;
        input["principal"]!.ToJsonString().ShouldBe("""{"tenant":"default","id":"key:1","name":"robot","kind":"agent","scopes":["run"],"roles":[]}""");
        input["resource"]!.ToJsonString().ShouldBe("""{"type":"tool","id":"bank/pay","risk":"high","tags":["money"],"upstream":"bank"}""");
        (input["action"]!.ToString(), input["context"]!["arguments"]!["amount"]!.GetValue<int>()).ShouldBe(("tool.call", 5));
    }

    [Fact]
    public async Task A_program_approves_nothing_whatever_it_says()
    {
        await using var opa = await DoubleAsync(_ => """{"result":true}""");
        await using var provider = Policy(opa.Urls.Single());
        var decided = await provider.GetRequiredService<IPolicy>().DecideAsync(
            new PolicyRequest(TestPolicies.Agent(Scope.Approve), Actions.Approve, PolicyResource.Of("approval/1")), Cancellation);
        (decided.Allowed, decided.Rule).ShouldBe((false, "people-approve"));
    }

    [Fact]
    public async Task Nothing_is_allowed_while_it_is_down()
    {
        string address;
        await using (var opa = await DoubleAsync(_ => """{"result":true}"""))
        {
            address = opa.Urls.Single();
        }

        await using var provider = Policy(address);
        var decided = await provider.GetRequiredService<IPolicy>().DecideAllAsync([TestPolicies.Call("wiki/a"), TestPolicies.Call("wiki/b")], Cancellation);
        decided.Select(d => d.Rule).ShouldBe(["policy-unavailable", "policy-unavailable"]);
    }

    [Fact]
    public async Task What_it_takes_too_long_to_answer_is_refused()
    {
        using var never = new SemaphoreSlim(0);
        await using var opa = await DoubleAsync(async _ =>
        {
            await never.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
            return """{"result":true}""";
        });
        await using var provider = Policy(opa.Urls.Single(), "00:00:00.050");
        (await provider.GetRequiredService<IPolicy>().DecideAsync(TestPolicies.Call("wiki/search"), Cancellation)).Rule.ShouldBe("policy-unavailable");
        never.Release();
    }

    private static ServiceProvider Policy(string address, string deadline = "00:00:20")
    {
        var settings = new Dictionary<string, string?> { ["Platform:DataFolder"] = Path.GetTempPath(), ["Policy:Opa:Url"] = address, ["Policy:Deadline"] = deadline };
        var provider = new ServiceCollection().AddLogging().AddGuard(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).BuildServiceProvider();
        provider.GetRequiredService<IPolicy>().ShouldBeOfType<OpaPolicy>();
        return provider;
    }

    private static Task<WebApplication> DoubleAsync(Func<JsonNode, string> answer) => DoubleAsync(question => Task.FromResult(answer(question)));

    private static async Task<WebApplication> DoubleAsync(Func<JsonNode, Task<string>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/v1/data/mcp_platform/decision", async context =>
            await context.Response.WriteAsync(await answer((await JsonNode.ParseAsync(context.Request.Body))!)));
        await app.StartAsync(Cancellation);
        return app;
    }
}
