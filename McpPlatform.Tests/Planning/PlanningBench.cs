using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Planning;
using McpPlatform.Worker.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace McpPlatform.Tests.Planning;

/// <summary>The real planner over the fixture world.</summary>
internal sealed class PlanningBench
{
    public static readonly Principal Person = new(Tenants.Default, "key:1", "Ada", PrincipalKind.Person, Enum.GetValues<Scope>());

    private readonly IServiceProvider services;

    public PlanningBench()
    {
        services = new ServiceCollection().AddPlanning()
            .AddSingleton<IConnectionStore>(Ports).AddSingleton<IConnectorAgent>(Ports).AddSingleton<IPipelineStore>(Ports)
            .BuildServiceProvider();
    }

    public FixturePorts Ports { get; } = new();

    public Task<PlanAnswer> SayAsync(CancellationToken cancellationToken, params string[] turns) =>
        AnswerAsync(cancellationToken, [.. turns.Select(Turn)]);

    public Task<PlanAnswer> AnswerAsync(CancellationToken cancellationToken, params ConversationTurn[] turns) =>
        services.GetRequiredService<IPlanner>().AnswerAsync(Person, new ConversationInfo(Guid.CreateVersion7(), turns, null, DateTimeOffset.UnixEpoch), cancellationToken);

    public Task<PlanAnswer> CheckAsync(PipelinePlan plan, CancellationToken cancellationToken) =>
        services.GetRequiredService<IPlanChecker>().CheckAsync(Person, plan, cancellationToken);

    /// <summary>A turn written as words, or as <c>=field=value</c> for an answer.</summary>
    public static ConversationTurn Turn(string said)
    {
        var parts = said.Split('=', 3);
        return said.StartsWith('=')
            ? new ConversationTurn("", new Dictionary<string, string> { [parts[1]] = parts[2] }, DateTimeOffset.UnixEpoch)
            : new ConversationTurn(said, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch);
    }
}
