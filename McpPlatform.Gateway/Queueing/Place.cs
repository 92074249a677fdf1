namespace McpPlatform.Gateway.Queueing;

/// <summary>Why there is no place.</summary>
internal enum NoPlace
{
    /// <summary>There is one, or none is needed.</summary>
    None,

    /// <summary>None became free in time.</summary>
    TimedOut,

    /// <summary>Too many wait for one, in all, of the tenant or of the caller.</summary>
    TooManyWait,

    /// <summary>The gateway is over its means, and calls of low priority go first.</summary>
    ShedAsLow,

    /// <summary>The gateway is over its means, and the tenant has more than its share under way.</summary>
    ShedAsHeavy,
}

/// <summary>A place at something that serves only so many at once, or the reason why there is none. Disposed once, it lets the next one in.</summary>
internal readonly struct Place : IDisposable
{
    private readonly FairQueue? queue;
    private readonly CallerShare? holder;

    public Place(FairQueue queue, CallerShare holder) => (this.queue, this.holder) = (queue, holder);

    public Place(NoPlace refused) => Refused = refused;

    /// <summary>Why there is none.</summary>
    public NoPlace Refused { get; }

    /// <summary>Whether it is one.</summary>
    public bool IsTaken => queue is not null;

    public void Dispose() => queue?.GiveBack(holder!);
}
