using System.ComponentModel.DataAnnotations;
using McpPlatform.Gateway.Identity.Certificates;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Gateway.Replicas;

namespace McpPlatform.Gateway;

/// <summary>Settings of the Gateway; section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>Requests a key may send each second in the long run.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>Requests a key may send at once.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 300;

    /// <summary>Largest request body in bytes; uploads have a limit of their own.</summary>
    [Range(1_024, 1_073_741_824)]
    public long MaxBodyBytes { get; set; } = 4 * 1_024 * 1_024;

    /// <summary>Largest uploaded file in bytes.</summary>
    [Range(1, long.MaxValue)]
    public long MaxUploadBytes { get; set; } = 1_073_741_824;

    /// <summary>Host names, besides loopback ones, under which a Gateway that listens on loopback addresses may be called.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>Origins, besides the Gateway's own, from which browsers may call, such as <c>https://workbench.example</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];

    /// <summary>The address agents and people know the Gateway by, such as <c>https://gateway.example</c>; <see langword="null"/> for those it listens on.</summary>
    public string? PublicAddress { get; set; }

    /// <summary>Issuers whose tokens are taken: name → issuer; none by default.</summary>
    public IReadOnlyDictionary<string, IssuerOptions> Issuers { get; set; } = new Dictionary<string, IssuerOptions>();

    /// <summary>TLS and client certificates.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>How other gateways on the same database reach this one.</summary>
    public ReplicaOptions Replica { get; set; } = new();

    /// <summary>How long a planning turn may take.</summary>
    public TimeSpan PlanningTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a check, a discovery or a preview may take.</summary>
    public TimeSpan ConnectorTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a query on the warehouse may take.</summary>
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most MCP sessions at once; the one that was idle longest makes room.</summary>
    [Range(1, 100_000)]
    public int MaxMcpSessions { get; set; } = 5_000;

    /// <summary>How long an MCP session may be idle.</summary>
    public TimeSpan McpSessionIdle { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Most bytes of messages that are kept for legacy agents whose connection broke; beyond them each stream keeps its newest alone.</summary>
    [Range(1_024, long.MaxValue)]
    public long MaxKeptBytes { get; set; } = 256 * 1_024 * 1_024;

    /// <summary>Largest message of an upstream in bytes.</summary>
    [Range(1_024, 1_073_741_824)]
    public int MaxResultBytes { get; set; } = 16 * 1_024 * 1_024;

    /// <summary>Most tools, prompts, resources or templates that one upstream may offer.</summary>
    [Range(1, 100_000)]
    public int MaxItemsPerUpstream { get; set; } = 10_000;

    /// <summary>Largest definition of a tool, prompt or resource in bytes.</summary>
    [Range(256, 16_777_216)]
    public int MaxDefinitionBytes { get; set; } = 262_144;

    /// <summary>Most entries on one page of a list.</summary>
    [Range(1, 10_000)]
    public int ListPageSize { get; set; } = 500;

    /// <summary>How long a list waits for an upstream to say what it offers, before it is listed as unavailable.</summary>
    public TimeSpan CatalogTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call waits for a place in the gateway, or at an upstream, that has its most calls under way.</summary>
    public TimeSpan UpstreamQueueTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call may take in all, waiting and progress included; agents and upstreams may say less.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most calls under way at once.</summary>
    [Range(1, 1_000_000)]
    public int MaxCalls { get; set; } = 10_000;

    /// <summary>Most of them of one tenant.</summary>
    [Range(1, 1_000_000)]
    public int MaxCallsPerTenant { get; set; } = 8_000;

    /// <summary>Most calls that wait for a place in the gateway, and at each upstream.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingCalls { get; set; } = 10_000;

    /// <summary>Most of them of one tenant; one caller has half of these at most.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingCallsPerTenant { get; set; } = 1_000;

    /// <summary>How long calls may wait for a place or a processor, for ten times as long, before the gateway is over its means and refuses some.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan ShedDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bytes of answers kept for one tenant; 0 for none.</summary>
    [Range(0, 1_073_741_824)]
    public int CachedBytesPerTenant { get; set; } = 32 * 1_024 * 1_024;

    /// <summary>Most answers kept for one tenant.</summary>
    [Range(1, 1_000_000)]
    public int CachedAnswersPerTenant { get; set; } = 10_000;

    /// <summary>A folder whose <c>.yaml</c> files are upstreams, for as long as they lie there; <see langword="null"/> for none.</summary>
    public string? UpstreamFolder { get; set; }

    /// <summary>Remote registries in which MCP servers are searched: name → address before <c>/v0.1/servers</c>; none by default.</summary>
    public IReadOnlyDictionary<string, string> Registries { get; set; } = new Dictionary<string, string>();

    /// <summary>Programs that may be registered as upstreams over the API, by name or path; none by default, since they run on this machine.</summary>
    public IReadOnlyList<string> Programs { get; set; } = [];

    /// <summary>Most processes of one upstream that is a program; each session of an agent has one.</summary>
    [Range(1, 1_000)]
    public int MaxProcessesPerUpstream { get; set; } = 16;

    /// <summary>After how much idleness such a process is stopped; it starts again when it is needed.</summary>
    public TimeSpan ProcessIdle { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How often an upstream that is in use is asked whether it answers.</summary>
    public TimeSpan HealthInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most calls that wait for answers of agents without sessions.</summary>
    [Range(1, 1_000_000)]
    public int MaxParkedCalls { get; set; } = 1_000;

    /// <summary>Most such calls of one tenant.</summary>
    [Range(1, 1_000_000)]
    public int MaxParkedCallsPerTenant { get; set; } = 500;

    /// <summary>Most such calls of one key.</summary>
    [Range(1, 1_000_000)]
    public int MaxParkedCallsPerKey { get; set; } = 100;

    /// <summary>Most bytes of requests and questions that such calls hold.</summary>
    [Range(1_024, long.MaxValue)]
    public long MaxParkedBytes { get; set; } = 64 * 1_024 * 1_024;

    /// <summary>How long an agent of either era is waited for that was asked something.</summary>
    public TimeSpan ParkedCallTimeout { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Files and folders of the installation; section <c>Platform</c>, which all hosts share.</summary>
internal sealed class InstallationOptions
{
    public const string Section = "Platform";

    /// <summary>Where the administrator's key is written on first start; <see langword="null"/> makes none.</summary>
    public string? AdminKeyFile { get; set; }

    /// <summary>The folder behind the connection <c>inbox</c>; <see langword="null"/> refuses uploads.</summary>
    public string? InboxFolder { get; set; }
}
