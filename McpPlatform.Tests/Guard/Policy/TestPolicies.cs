using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Policies;
using McpPlatform.Guard;
using McpPlatform.Guard.Policy;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Policy;

/// <summary>The policy over a folder of the test's own, with the real engine and a clock the test sets.</summary>
internal sealed class TestPolicies : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ServiceProvider provider;

    private TestPolicies(ServiceProvider provider, string folder) => (this.provider, Folder) = (provider, folder);

    public string Folder { get; }

    public IPolicy Policy => provider.GetRequiredService<IPolicy>();

    public IPolicyAuthoring Authoring => provider.GetRequiredService<IPolicyAuthoring>();

    public IPolicyTrials Trials => provider.GetRequiredService<IPolicyTrials>();

    public IAttributeMask Mask => provider.GetRequiredService<IAttributeMask>();

    public PolicyBook Book => provider.GetRequiredService<PolicyBook>();

    /// <summary>How many decisions were asked of the engine.</summary>
    public long Asked => ((CedarPolicy)Policy).Asked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts with a set 'dry' of the default tenant that is only tried.</summary>
    public static Task<TestPolicies> StartTriedAsync(string policies) => StartAsync(Directory.CreateTempSubdirectory("policies").FullName, new TriedSet(policies));

    /// <summary>Starts with policies for the default tenant, and for others as <c>tenant/name</c>.</summary>
    public static async Task<TestPolicies> StartAsync(
        string? policies = null, TimeProvider? time = null, string deadline = "00:00:20", params (string Path, string Text)[] more)
    {
        var folder = Directory.CreateTempSubdirectory("policies").FullName;
        foreach (var (path, text) in policies is null ? more : [("default/test.cedar", policies), .. more])
        {
            Write(folder, path, text);
        }

        return await StartAsync(folder, null, time, deadline);
    }

    private static async Task<TestPolicies> StartAsync(string folder, IPolicySetStore? store, TimeProvider? time = null, string deadline = "00:00:20")
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(time ?? TimeProvider.System);
        if (store is not null)
        {
            services.AddSingleton(store);
        }

        services.AddGuard(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Platform:DataFolder"] = folder, ["Policy:Folder"] = folder, ["Policy:Deadline"] = deadline,
        }).Build());
        var started = new TestPolicies(services.BuildServiceProvider(), folder);
        (await started.Book.ReadyAsync(Cancellation)).ShouldBeTrue();
        return started;
    }

    public static Principal Agent(params Scope[] scopes) => new("default", "key:1", "robot", PrincipalKind.Agent, scopes);

    public static PolicyResource Tool(string id, RiskClass? risk = null, params string[] tags) =>
        new("tool", id) { Risk = risk, Tags = tags, Upstream = id.Split('/')[0] };

    public static PolicyRequest Call(string tool, RiskClass? risk = null, params string[] tags) => new(Agent(Scope.Run), Actions.CallTool, Tool(tool, risk, tags));

    public void Write(string path, string text) => Write(Folder, path, text);

    public async Task<string> RuleAsync(PolicyRequest request)
    {
        var decision = await Policy.DecideAsync(request, Cancellation);
        return $"{(decision.Allowed ? "allow" : "deny")} {decision.Rule}";
    }

    public Task EventuallyAsync(PolicyRequest request, string rule) =>
        Eventually.TrueAsync(async () => await RuleAsync(request) == rule, Patience, $"the decision is '{rule}'", Cancellation);

    public ValueTask DisposeAsync() => provider.DisposeAsync();

    private static void Write(string folder, string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
