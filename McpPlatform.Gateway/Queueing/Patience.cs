using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Queueing;

/// <summary>How long a call waits for a place: no longer than any call does, and no longer than it has.</summary>
internal readonly struct Patience
{
    private readonly CallClock? clock;
    private readonly bool isAllItHas;

    /// <summary>Looks how long that is.</summary>
    /// <param name="clock">The time of the call; <see langword="null"/> where that says nothing.</param>
    /// <param name="most">How long any call waits.</param>
    public Patience(CallClock? clock, TimeSpan most)
    {
        this.clock = clock;
        Time = most;
        if (clock?.Left is { } left && left < most)
        {
            (Time, isAllItHas) = (left, true);
        }
    }

    /// <summary>How long it waits.</summary>
    public TimeSpan Time { get; }

    /// <summary>What came of the waiting; a place is given back when the call has no time left to use it.</summary>
    /// <exception cref="McpErrorException">The time of the call was over.</exception>
    public Place Take(Place place)
    {
        // Timers count whole milliseconds: one may ring a moment before the time is over.
        var ranOut = clock?.Left == TimeSpan.Zero || (isAllItHas && place.Refused == NoPlace.TimedOut);
        if (!ranOut)
        {
            return place;
        }

        place.Dispose();
        throw clock!.NotBegun();
    }
}
