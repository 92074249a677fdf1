using System.Diagnostics;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Usage;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;
using McpPlatform.Guard.Firewall.Texts;

namespace McpPlatform.Gateway.Calls;

/// <summary>A request of an agent on its way through the stages of <c>CallPipeline</c>.</summary>
/// <param name="by">Who sends it.</param>
/// <param name="agent">What the agent speaks and can be asked.</param>
/// <param name="request">The request.</param>
/// <param name="stream">Where the agent hears what happens before the answer.</param>
/// <param name="headers">The headers that came with the request; <see langword="null"/> where the transport or the era has none.</param>
internal sealed class Call(Principal by, AgentProfile agent, Envelope request, IAgentStream stream, IHeaderDictionary? headers = null)
{
    private int redactions;
    private string? traceId;

    public Principal By => by;

    public AgentProfile Agent => agent;

    public Envelope Request { get; private set; } = request;

    public string Method => Request.Method;

    public IAgentStream Stream { get; set; } = stream;

    /// <summary>The agent's session, or what stands for one: agents of one principal without sessions are told apart by their capabilities.</summary>
    public required string Session { get; init; }

    /// <summary>The headers that came with the request; <see langword="null"/> where the transport or the era has none.</summary>
    public IHeaderDictionary? Headers { get; private set; } = headers;

    /// <summary>The log setting of the agent's session; <see langword="null"/> for modern agents.</summary>
    public LogSetting? Log { get; init; }

    /// <summary>From which level on the agent wants log messages; <see langword="null"/> for none.</summary>
    public string? LogLevel { get; init; }

    /// <summary>The tool, prompt or address it is about, as the agent calls it; <see langword="null"/> for none.</summary>
    public string? Name { get; private set; } = NameOf(request);

    /// <summary>How it came in.</summary>
    public required string Transport { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>The same, on the clock that only goes forward.</summary>
    public required long Started { get; init; }

    /// <summary>What the agent says it is part of; <see langword="null"/> where it says nothing (SEP-414).</summary>
    public ActivityContext? TraceParent =>
        JsonMembers.Text(Request.Meta, MetaKeys.TraceParent) is { } parent
        && ActivityContext.TryParse(parent, JsonMembers.Text(Request.Meta, MetaKeys.TraceState), isRemote: true, out var context)
            ? context
            : null;

    /// <summary>Id of the trace it belongs to: the one that is recorded, else the agent's, else one of its own, so that its record and its errors name the same.</summary>
    public string TraceId => traceId ??= (Activity.Current?.TraceId ?? TraceParent?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();

    /// <summary>What the policy decided; methods that are about nothing in particular are open to any key.</summary>
    public PolicyDecision Decision { get; set; } = PolicyDecision.Open;

    /// <summary>Where that comes from; <see langword="null"/> for methods that are not about one.</summary>
    public Offer? Offer { get; set; }

    /// <summary>Whether no quota stood in its way; what is done from there on counts.</summary>
    public bool IsAdmitted { get; set; }

    /// <summary>What the meter counts of it, once it has ended.</summary>
    public CallFigures Figures { get; set; }

    /// <summary>How much was hidden of what the agent heard: each piece of data counts.</summary>
    public int Redactions => Volatile.Read(ref redactions);

    /// <summary>How many threats the firewall recognised in its arguments and its answer.</summary>
    public int Threats { get; set; }

    /// <summary>Those in its arguments, which the answer tells of.</summary>
    public IReadOnlyList<LocatedThreat> ArgumentThreats { get; set; } = [];

    /// <summary>Counts what was hidden; several messages of a call may be on their way at once.</summary>
    public void AddRedactions(int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref redactions, count);
        }
    }

    /// <summary>How long it may take; <see langword="null"/> for methods that are not about something in particular.</summary>
    public CallClock? Clock { get; set; }

    /// <summary>Which calls it waits for.</summary>
    public Priority Priority { get; set; }

    /// <summary>What a modern server said about how long its answer is good, and for whom.</summary>
    public AnswerHint Hint { get; set; }

    /// <summary>The edition of the upstream in which it was executed last.</summary>
    public long Edition { get; set; }

    /// <summary>The same call, executed for all who want its answer: what it needs is its own, since the agent that sent it may leave before the others.</summary>
    public Call OnBehalfOfAll(IAgentStream stream, CallClock clock)
    {
        var kept = new Envelope(Request.Kind, Request.Params.ToArray()) { Method = Request.Method };
        var profile = agent.Era == Era.Modern ? AgentProfile.OfMeta(kept.Meta, agent.View) : agent;
        return new Call(by, profile, kept, stream)
        {
            Session = by.Id, Transport = Transport, Began = Began, Started = Started, Log = Log, LogLevel = LogLevel, Decision = Decision, Offer = Offer, Clock = clock,
        };
    }

    /// <summary>Makes it a call of another tool. Headers that came with it spoke of the former.</summary>
    public void Become(string name, ReadOnlyMemory<byte> parameters)
    {
        Request = new Envelope(Request.Kind, parameters) { Id = Request.Id, Method = Request.Method };
        Name = name;
        Headers = null;
    }

    private static string? NameOf(Envelope request) => request.Method switch
    {
        Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead => request.Repeated,
        Methods.Subscribe or Methods.Unsubscribe => JsonMembers.Text(request.Params, "uri"u8),
        Methods.Complete => JsonMembers.Find(request.Params, "ref"u8) is var reference
            ? JsonMembers.Text(reference, "name"u8) ?? JsonMembers.Text(reference, "uri"u8) : null,
        _ => null,
    };
}

/// <summary>Where an agent hears what happens while its call is under way.</summary>
internal interface IAgentStream
{
    /// <summary>After how much silence a stream shows that it is still there.</summary>
    static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Sends a notification that belongs to the call.</summary>
    ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken);

    /// <summary>Shows that a quiet stream is still there.</summary>
    ValueTask KeepAliveAsync(CancellationToken cancellationToken);

    /// <summary>Asks the agent with a request of the gateway's own and waits for the answer; legacy agents only.</summary>
    Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken);
}

/// <summary>The answer to a call: a raw result, or an error.</summary>
internal readonly record struct Reply(ReadOnlyMemory<byte> Result, McpError? Error)
{
    /// <summary>The decision of the policy, where it refused the call; <see langword="null"/> otherwise.</summary>
    public PolicyDecision? Refusal { get; init; }

    public static readonly Reply Empty = new("{}"u8.ToArray(), null);

    public static Reply Of(ReadOnlyMemory<byte> result) => new(result, null);

    public static Reply Of(McpError error) => new(default, error);
}
