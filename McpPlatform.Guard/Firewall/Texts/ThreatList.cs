using System.Runtime.InteropServices;

namespace McpPlatform.Guard.Firewall.Texts;

/// <summary>What was recognised: each thing that can be said once, where it is worst.</summary>
internal sealed class ThreatList
{
    private readonly List<Threat> threats = [];

    public ReadOnlySpan<Threat> All => CollectionsMarshal.AsSpan(threats);

    /// <summary>Where the text that is looked at stands in the whole; <see langword="null"/> for the whole itself.</summary>
    public (int Start, int Length)? Within { get; set; }

    public void Clear()
    {
        threats.Clear();
        Within = null;
    }

    public void Add(ThreatKind kind, ThreatSeverity severity, string message, int start, int length)
    {
        var (from, size) = Within ?? (start, length);
        var at = threats.FindIndex(t => t.Kind == kind && t.Message == message);
        if (at < 0)
        {
            threats.Add(new Threat(kind, severity, message, from, size));
        }
        else if (threats[at].Severity < severity)
        {
            threats[at] = new Threat(kind, severity, message, from, size);
        }
    }
}
