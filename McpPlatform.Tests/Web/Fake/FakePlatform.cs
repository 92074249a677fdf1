using System.Collections.Concurrent;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>What the fake gateway knows. Ids count up and times stand still, so that whole outputs can be compared.</summary>
internal sealed class FakePlatform
{
    public const string Key = "key-of-ada";
    public const string AgentKey = "key-of-an-agent";
    public const string Token = "one-time";
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private int lastId;

    public List<string> Tokens { get; } = [Token];

    public List<ConnectionInfo> Connections { get; } = [.. FakeCatalog.Connections];

    public ConcurrentDictionary<string, UpstreamInfo> Upstreams { get; } = new();

    /// <summary>Tools of upstreams by <c>upstream/name</c>.</summary>
    public ConcurrentDictionary<string, ToolDetail> Tools { get; } = new();

    /// <summary>What the registries list; the key is the registry's name.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<FoundServer>> Registries { get; } = new();

    /// <summary>What a verification of the audit finds.</summary>
    public AuditVerification Audit { get; set; } = FakeAudit.Whole;

    public ConcurrentDictionary<Guid, ConversationInfo> Conversations { get; } = new();

    public ConcurrentDictionary<Guid, PipelineInfo> Pipelines { get; } = new();

    public ConcurrentDictionary<Guid, FakeRun> Runs { get; } = new();

    public ConcurrentDictionary<Guid, ApprovalInfo> Approvals { get; } = new();

    public ConcurrentDictionary<string, string> Secrets { get; } = new();

    public int SessionsEnded { get; set; }

    /// <summary>Keys that refreshing gave out, with the refresh token each came from.</summary>
    public ConcurrentDictionary<string, string> Sessions { get; } = new();

    /// <summary>How long session keys are good.</summary>
    public TimeSpan SessionKeyLifetime { get; set; } = TimeSpan.FromMinutes(15);

    public ConcurrentDictionary<string, TenantInfo> Tenants { get; } = new();

    public ConcurrentDictionary<Guid, PersonInfo> People { get; } = new();

    public ConcurrentDictionary<Guid, InvitationInfo> Invitations { get; } = new();

    public ConcurrentDictionary<string, byte[]> Uploads { get; } = new();

    public ConcurrentBag<string> KeysSeen { get; } = [];

    /// <summary>Whether a run that may run goes through to its end by itself.</summary>
    public bool FinishesRuns { get; set; }

    /// <summary>What checking a connection says.</summary>
    public Func<string, CheckResult> Check { get; set; } = name => new CheckResult(true, $"Reached {name}.");

    public Guid NextId() => new(Interlocked.Increment(ref lastId), 0, 0, new byte[8]);

    public PlanAnswer Say(Guid id, string words, IReadOnlyDictionary<string, string> answers)
    {
        var before = Conversations.TryGetValue(id, out var known) ? known.Turns : [];
        IReadOnlyList<ConversationTurn> turns = [.. before, new ConversationTurn(words, answers, Now)];
        var answer = FakePlanner.Answer(id, turns);
        Conversations[id] = new ConversationInfo(id, turns, answer, Now);
        return answer;
    }

    public PipelineInfo Apply(ApplyPlan apply)
    {
        var known = Pipelines.Values.FirstOrDefault(pipeline => pipeline.Name == apply.Plan.Name);
        var next = apply.Plan.Schedule.Kind == ScheduleKind.Cron ? Now.AddHours(20) : (DateTimeOffset?)null;
        var info = new PipelineInfo(
            known?.Id ?? NextId(), apply.Plan.Name, (known?.Version ?? 0) + 1, apply.Plan, PlanHash.Of(apply.Plan), "Ada", Now, Now, next);
        Ask(info);
        return Pipelines[info.Id] = info;
    }

    public FakeRun Start(PipelineInfo pipeline)
    {
        var run = new FakeRun(new RunInfo
        {
            Id = NextId(),
            PipelineId = pipeline.Id,
            Pipeline = pipeline.Name,
            PlanHash = pipeline.PlanHash,
            State = RunState.Queued,
            Node = RunNode.InitializeRun,
            StartedBy = "Ada",
            CreatedAt = Now,
        });
        Runs[run.Info.Id] = run;
        Ask(pipeline);
        if (Of(pipeline).Any(approval => approval.State == ApprovalState.Pending))
        {
            run.WaitForApproval();
        }
        else
        {
            Go(run);
        }

        return run;
    }

    public ApprovalInfo Decide(ApprovalInfo approval, bool approve)
    {
        var decided = approval with { State = approve ? ApprovalState.Approved : ApprovalState.Rejected, DecidedBy = "Ada", DecidedAt = Now };
        Approvals[approval.Id] = decided;
        foreach (var run in Runs.Values.Where(run => run.Info.PlanHash == approval.PlanHash && run.Info.State == RunState.WaitingForApproval))
        {
            if (!approve)
            {
                run.Fail(new RunError(FailureClass.Configuration, RunNode.InitializeRun, "Ada said no."));
            }
            else if (!Approvals.Values.Any(other => other.PlanHash == approval.PlanHash && other.State == ApprovalState.Pending))
            {
                Go(run);
            }
        }

        return decided;
    }

    public static ReadResult Preview(int limit) => new()
    {
        Columns = FakeCatalog.Airports.Columns,
        Rows = [.. FakeCatalog.AirportRows.Take(limit).Select(row => JsonSerializer.SerializeToElement(row))],
    };

    private IEnumerable<ApprovalInfo> Of(PipelineInfo pipeline) => Approvals.Values.Where(approval => approval.PlanHash == pipeline.PlanHash);

    private void Ask(PipelineInfo pipeline)
    {
        foreach (var gate in pipeline.Plan.Approvals.Where(_ => !Of(pipeline).Any(a => a.State is ApprovalState.Pending or ApprovalState.Approved)))
        {
            var approval = new ApprovalInfo(
                NextId(), pipeline.Name, pipeline.PlanHash, gate, ApprovalState.Pending, "Ada", Now, Now.AddDays(7)) { PipelineId = pipeline.Id };
            Approvals[approval.Id] = approval;
        }
    }

    // An approval is good for one run.
    private void Go(FakeRun run)
    {
        foreach (var used in Approvals.Values.Where(a => a.PlanHash == run.Info.PlanHash && a.State == ApprovalState.Approved))
        {
            Approvals[used.Id] = used with { State = ApprovalState.Used };
        }

        run.Begin();
        if (FinishesRuns)
        {
            run.Report(1_688);
            run.Succeed();
        }
    }
}
