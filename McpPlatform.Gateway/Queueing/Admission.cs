using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Queueing;

/// <summary>
/// Lets so many calls into the gateway at once, in all and of one tenant. Where it is over its means (calls wait too long for a place, or work for a
/// processor), newcomers are refused: first those of low priority, then also those of the tenants that have most under way. So overload ends where
/// it comes from, by priority first and by user next (Zhou and others, Overload Control for Scaling WeChat Microservices, SoCC 2018). What is under
/// way goes on.
/// </summary>
internal sealed class Admission
{
    private const int HeavyFrom = 8;
    private readonly FairQueue places;
    private readonly ControlledDelay waits;
    private readonly ControlledDelay work;

    public Admission(IOptions<GatewayOptions> settings, WorkDelay work, TimeProvider time)
    {
        var options = settings.Value;
        this.work = work.Delay;
        waits = new ControlledDelay(options.ShedDelay, time);
        places = new FairQueue(new QueueLimits(options.MaxCalls, options.MaxCallsPerTenant, options.MaxWaitingCalls, options.MaxWaitingCallsPerTenant), time, waits)
        {
            Waited = static waited => GatewayTelemetry.CallWaited(waited, "gateway"),
        };
    }

    /// <summary>Takes a place, or waits for one.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="caller">Who in the tenant.</param>
    /// <param name="priority">Its priority.</param>
    /// <param name="patience">How long it may wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The place, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">It waits no more.</exception>
    public ValueTask<Place> EnterAsync(string tenant, string caller, Priority priority, TimeSpan patience, CancellationToken cancellationToken)
    {
        var level = work.Level;
        if (level == 0 && places.TryEnter(tenant, caller) is { IsTaken: true } place)
        {
            return new ValueTask<Place>(place);
        }

        var refused = Shed(tenant, priority, Math.Max(level, waits.Level));
        if (refused == NoPlace.None)
        {
            return places.EnterAsync(tenant, caller, priority, patience, cancellationToken);
        }

        GatewayTelemetry.CallShed(tenant, priority);
        return new ValueTask<Place>(new Place(refused));
    }

    private NoPlace Shed(string tenant, Priority priority, int level) => level switch
    {
        0 => NoPlace.None,
        _ when priority == Priority.Low => NoPlace.ShedAsLow,
        > 1 when IsHeavy(places.Shares.Of(tenant)) => NoPlace.ShedAsHeavy,
        _ => NoPlace.None,
    };

    // Who has no less than the average under way. A tenant that is alone has the average.
    private bool IsHeavy(TenantShare tenant)
    {
        var (held, tenants) = (0, 0);
        foreach (var share in places.Shares.Tenants)
        {
            held += share.Held;
            tenants += share.Held > 0 ? 1 : 0;
        }

        return tenant.Held >= HeavyFrom && (long)tenant.Held * tenants >= held;
    }
}
