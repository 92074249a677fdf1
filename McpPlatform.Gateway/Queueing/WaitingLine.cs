namespace McpPlatform.Gateway.Queueing;

/// <summary>A call that waits for a place.</summary>
/// <param name="caller">Whose it is.</param>
/// <param name="priority">Its priority.</param>
/// <param name="since">When it came, as a timestamp.</param>
internal sealed class Waiter(CallerShare caller, Priority priority, long since)
{
    private readonly TaskCompletionSource granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallerShare Caller => caller;

    public Priority Priority => priority;

    public long Since => since;

    /// <summary>Ends when it has a place.</summary>
    public Task Granted => granted.Task;

    public void Grant() => granted.SetResult();
}

/// <summary>
/// All who wait, and who is next: of two priorities the higher, but one of low priority after each <see cref="NormalsInARow"/> others; then the
/// tenant that holds the fewest places, of equal ones the one whose turn is longest ago; in the tenant the same among its callers; of one caller who
/// came first. To serve who has least is max-min fairness by progressive filling (Bertsekas and Gallager, Data Networks, 6.5.2), as dominant resource
/// fairness has it for a single resource (Ghodsi and others, NSDI 2011); turns among equals are those of Nagle's fair queue (RFC 970). Round robin
/// alone would give a tenant of slow calls nearly all places, since it gives turns and not time. Not to be used by two at once.
/// </summary>
internal sealed class WaitingLine
{
    /// <summary>After how many of normal priority one of low priority has its turn, where some wait.</summary>
    public const int NormalsInARow = 7;

    private readonly ClassLine normal = new();
    private readonly ClassLine low = new();
    private int normals;

    public int Count => normal.Count + low.Count;

    public int CountOf(TenantShare tenant) => normal.CountOf(tenant) + low.CountOf(tenant);

    public int CountOf(CallerShare caller) => normal.CountOf(caller) + low.CountOf(caller);

    public void Add(Waiter waiter) => LineOf(waiter).Add(waiter);

    /// <summary>Takes one out who waits no more; whether he was still there.</summary>
    public bool Remove(Waiter waiter) => LineOf(waiter).Remove(waiter);

    /// <summary>Who is next; <see langword="null"/> where nobody waits whose tenant may have another place.</summary>
    /// <param name="mostOfTenant">Most places of one tenant.</param>
    public Waiter? Next(int mostOfTenant)
    {
        var (first, second) = normals < NormalsInARow ? (normal, low) : (low, normal);
        return first.Next(mostOfTenant) ?? second.Next(mostOfTenant);
    }

    /// <summary>Takes out who was next; his caller and tenant have had their turn.</summary>
    public void Serve(Waiter waiter)
    {
        normals = waiter.Priority == Priority.Low || low.Count == 0 ? 0 : normals + 1;
        LineOf(waiter).Serve(waiter);
    }

    private ClassLine LineOf(Waiter waiter) => waiter.Priority == Priority.Low ? low : normal;
}
