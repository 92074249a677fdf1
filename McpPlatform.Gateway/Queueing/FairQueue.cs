namespace McpPlatform.Gateway.Queueing;

/// <summary>How many there may be.</summary>
/// <param name="Places">Most that are served at once.</param>
/// <param name="PlacesOfTenant">Most of one tenant that are served at once.</param>
/// <param name="Waiting">Most that wait.</param>
/// <param name="WaitingOfTenant">Most of one tenant that wait; one caller has half of them at most.</param>
internal sealed record QueueLimits(int Places, int PlacesOfTenant, int Waiting, int WaitingOfTenant);

/// <summary>
/// Places at something that serves only so many at once: a bulkhead. Where one is free and nobody waits, it is taken without a lock and without
/// allocating; else callers wait in a <see cref="WaitingLine"/>. Whoever takes a place back and whoever begins to wait both look for the other
/// after they have said so themselves, so that no place stays free while somebody waits for it.
/// </summary>
/// <param name="limits">How many there may be.</param>
/// <param name="time">The clock.</param>
/// <param name="delay">Told how long calls wait; <see langword="null"/> where nobody wants to know.</param>
internal sealed class FairQueue(QueueLimits limits, TimeProvider time, ControlledDelay? delay = null)
{
    private readonly Lock gate = new();
    private readonly WaitingLine line = new();
    private int free = limits.Places;
    private int waiting;
    private long moved;

    /// <summary>Who holds how many.</summary>
    public Shares Shares { get; } = new();

    /// <summary>Told of each call that has waited, how long.</summary>
    public Action<TimeSpan>? Waited { get; init; }

    /// <summary>Takes a place if one is free and nobody waits.</summary>
    /// <returns>The place; one that is not taken where there is none.</returns>
    public Place TryEnter(string tenant, string caller) => TryEnter(Shares.Of(tenant, caller));

    /// <summary>Takes a place, or waits for one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="caller">Who in the tenant.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="patience">How long it may wait; nothing or less for not at all.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The place, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">It waits no more.</exception>
    public ValueTask<Place> EnterAsync(string tenant, string caller, Priority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var share = Shares.Of(tenant, caller);
        return TryEnter(share) is { IsTaken: true } place ? new ValueTask<Place>(place) : WaitAsync(share, priority, patience, cancellationToken);
    }

    /// <summary>Takes a place back; <see cref="Place"/> calls it.</summary>
    public void GiveBack(CallerShare holder)
    {
        holder.GiveBack();
        Interlocked.Increment(ref free);
        ServeIfAnybodyWaits();
    }

    private Place TryEnter(CallerShare caller)
    {
        if (Volatile.Read(ref waiting) > 0)
        {
            return default;
        }

        if (TryTake(caller))
        {
            delay?.NoteNone();
            return new Place(this, caller);
        }

        // While it tried, its tenant seemed to hold a place more than it does.
        ServeIfAnybodyWaits();
        return default;
    }

    private async ValueTask<Place> WaitAsync(CallerShare caller, Priority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (TryLineUp(caller, priority, out var waiter) is { } known)
        {
            return known;
        }

        try
        {
            await waiter.Granted.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time, cancellationToken);
            return new Place(this, caller);
        }
        catch (TimeoutException)
        {
            return TryLeave(waiter) ? new Place(NoPlace.TimedOut) : new Place(this, caller);
        }
        catch (OperationCanceledException)
        {
            if (!TryLeave(waiter))
            {
                GiveBack(caller);
            }

            throw;
        }
    }

    /// <summary>The place, where those who wait may not have it; why there is none, where too many wait; else <see langword="null"/>.</summary>
    private Place? TryLineUp(CallerShare caller, Priority priority, out Waiter waiter)
    {
        waiter = new Waiter(caller, priority, time.GetTimestamp());
        lock (gate)
        {
            ServeWaiting();
            if (TryTake(caller))
            {
                return new Place(this, caller);
            }

            if (!HasRoomFor(caller))
            {
                return new Place(NoPlace.TooManyWait);
            }

            NoteStandstill();
            line.Add(waiter);
            Interlocked.Increment(ref waiting);
            ServeWaiting();
            return null;
        }
    }

    private bool HasRoomFor(CallerShare caller) =>
        line.Count < limits.Waiting && line.CountOf(caller.Tenant) < limits.WaitingOfTenant && line.CountOf(caller) < Math.Max(1, limits.WaitingOfTenant / 2);

    private bool TryLeave(Waiter waiter)
    {
        lock (gate)
        {
            if (!line.Remove(waiter))
            {
                return false;
            }

            Interlocked.Decrement(ref waiting);
            delay?.NoteAtLeast(time.GetElapsedTime(waiter.Since));
            return true;
        }
    }

    private void ServeIfAnybodyWaits()
    {
        if (Volatile.Read(ref waiting) > 0)
        {
            lock (gate)
            {
                ServeWaiting();
            }
        }
    }

    private void ServeWaiting()
    {
        while (Volatile.Read(ref free) > 0 && line.Next(limits.PlacesOfTenant) is { } waiter && TryTake(waiter.Caller))
        {
            line.Serve(waiter);
            Interlocked.Decrement(ref waiting);
            moved = time.GetTimestamp();
            var waited = time.GetElapsedTime(waiter.Since, moved);
            delay?.Note(waited);
            Waited?.Invoke(waited);
            waiter.Grant();
        }
    }

    // Where nobody gets a place, nobody says how long he waited.
    private void NoteStandstill()
    {
        if (line.Count == 0)
        {
            moved = time.GetTimestamp();
        }
        else
        {
            delay?.NoteAtLeast(time.GetElapsedTime(moved));
        }
    }

    private bool TryTake(CallerShare caller)
    {
        if (!caller.Tenant.TryTake(limits.PlacesOfTenant))
        {
            return false;
        }

        var now = Volatile.Read(ref free);
        while (now > 0)
        {
            var seen = Interlocked.CompareExchange(ref free, now - 1, now);
            if (seen == now)
            {
                caller.Take();
                return true;
            }

            now = seen;
        }

        caller.Tenant.GiveBack();
        return false;
    }
}
