namespace McpPlatform.Gateway.Protocol;

/// <summary>What an agent says about itself: once in a handshake, or with each request.</summary>
/// <param name="Revision">The revision it speaks.</param>
/// <param name="ClientInfo">Raw JSON of its name and version; empty where it did not say.</param>
/// <param name="Capabilities">Raw JSON object of what it can be asked.</param>
internal sealed record AgentProfile(string Revision, ReadOnlyMemory<byte> ClientInfo, ReadOnlyMemory<byte> Capabilities)
{
    private static readonly ReadOnlyMemory<byte> None = "{}"u8.ToArray();

    // Some servers show a tool only to those who can be asked what it asks.
    private static readonly ReadOnlyMemory<byte> All = """{"elicitation":{"form":{},"url":{}},"sampling":{},"roots":{"listChanged":true}}"""u8.ToArray();

    /// <summary>The gateway itself, when it looks at an upstream on nobody's behalf: it stands for agents that can be asked anything.</summary>
    public static readonly AgentProfile Gateway = new(Revisions.Modern, Server.Info, All);

    /// <summary>Which tools it wants to see.</summary>
    public ToolView View { get; init; } = ToolView.All;

    public Era Era => Revisions.EraOf(Revision);

    /// <summary>The profile of a handshake's parameters.</summary>
    public static AgentProfile OfHandshake(ReadOnlyMemory<byte> parameters, string revision) => new(
        revision, Kept(JsonMembers.Find(parameters, "clientInfo"u8)), OrNone(Kept(JsonMembers.Find(parameters, "capabilities"u8))));

    /// <summary>The profile that a modern request carries.</summary>
    public static AgentProfile OfMeta(ReadOnlyMemory<byte> meta, ToolView view) => new(
        Revisions.Modern,
        JsonMembers.Find(meta, MetaKeys.ClientInfo),
        OrNone(JsonMembers.Find(meta, MetaKeys.Capabilities)))
    {
        View = view,
    };

    /// <summary>Whether it declared a capability, such as <c>elicitation</c>.</summary>
    public bool Can(ReadOnlySpan<byte> capability) => !JsonMembers.Find(Capabilities, capability).IsEmpty;

    /// <summary>Whether it can put a form before a person: those who say nothing of how they elicit can do that (2025-11-25, Elicitation: Capabilities).</summary>
    public bool CanShowForms => JsonMembers.Find(Capabilities, "elicitation"u8) is { IsEmpty: false } can
        && (JsonMembers.Find(can, "url"u8).IsEmpty || !JsonMembers.Find(can, "form"u8).IsEmpty);

    private static ReadOnlyMemory<byte> OrNone(ReadOnlyMemory<byte> json) => json.IsEmpty ? None : json;

    // A handshake's message is gone when its session still stands.
    private static ReadOnlyMemory<byte> Kept(ReadOnlyMemory<byte> json) => json.ToArray();
}
