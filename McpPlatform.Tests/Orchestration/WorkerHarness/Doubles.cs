using System.Collections.Concurrent;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Planning;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Tests.Orchestration.WorkerHarness;

/// <summary>Secrets in memory.</summary>
internal sealed class TestSecrets : ISecretService
{
    private readonly ConcurrentDictionary<string, string> values = new();

    public ICollection<string> Names => values.Keys;

    public ValueTask<string> ResolveAsync(string tenant, string reference, string purpose, CancellationToken cancellationToken) =>
        values.TryGetValue(reference["secret://".Length..], out var value) ? ValueTask.FromResult(value) : throw new SecretNotFoundException(reference);

    public Task<SecretInfo> SetAsync(Principal by, string name, string value, CancellationToken cancellationToken)
    {
        values[name] = value;
        return Task.FromResult(new SecretInfo(name, "secret://" + name, 1, DateTimeOffset.UnixEpoch));
    }

    public Task<Page<SecretInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken) =>
        Task.FromResult(new Page<SecretInfo>([.. values.Keys.Select(n => new SecretInfo(n, "secret://" + n, 1, DateTimeOffset.UnixEpoch))], null));

    public Task<bool> RemoveAsync(Principal by, string name, CancellationToken cancellationToken) => Task.FromResult(values.TryRemove(name, out _));
}

/// <summary>Finds nothing wrong with any plan, and asks for the approvals a test wants.</summary>
internal sealed class TestPlanChecker : IPlanChecker
{
    public IReadOnlyList<ApprovalGate> Gates { get; set; } = [];

    public Task<PlanAnswer> CheckAsync(Principal by, PipelinePlan plan, CancellationToken ct) => Task.FromResult(new PlanAnswer
    {
        Status = PlanAnswerStatus.Ready, ConversationId = Guid.Empty, Plan = plan with { Approvals = Gates }, PlanHash = PlanHash.Of(plan),
    });
}

/// <summary>Plans nothing.</summary>
internal sealed class RefusingPlanner : IPlanner
{
    public Task<PlanAnswer> AnswerAsync(Principal by, ConversationInfo conversation, CancellationToken cancellationToken) => Task.FromResult(new PlanAnswer
    {
        Status = PlanAnswerStatus.Impossible, ConversationId = conversation.Id,
        Reasons = [new PlanReason("", $"Heard: {conversation.Turns[^1].Words}")],
    });
}
