namespace McpPlatform.Gateway.Agents;

/// <summary>Bytes of messages that are kept for agents to read: those of one session, and of all.</summary>
/// <param name="most">From how many on less is kept.</param>
/// <param name="all">Those of all sessions; <see langword="null"/> where it is these.</param>
internal sealed class KeptBytes(long most, KeptBytes? all = null)
{
    private long held;

    public bool IsOver => Volatile.Read(ref held) > most || all is { IsOver: true };

    public void Change(long by)
    {
        Interlocked.Add(ref held, by);
        all?.Change(by);
    }
}
