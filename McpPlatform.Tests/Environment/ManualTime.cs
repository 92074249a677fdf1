namespace McpPlatform.Tests.Environment;

/// <summary>Time that passes when the test says so; timers that are due then go off, in order.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly DateTimeOffset Beginning = new(2026, 11, 21, 0, 0, 0, TimeSpan.Zero);
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private long now = TimeSpan.TicksPerSecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref now);

    public override DateTimeOffset GetUtcNow() => Beginning + TimeSpan.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Pass(TimeSpan span)
    {
        var until = GetTimestamp() + span.Ticks;
        while (TakeDue(until) is { } due)
        {
            due.GoOff();
        }

        Volatile.Write(ref now, until);
    }

    private ManualTimer? TakeDue(long until)
    {
        lock (gate)
        {
            var due = timers.Where(t => t.Due <= until).MinBy(t => t.Due);
            if (due is not null)
            {
                Volatile.Write(ref now, Math.Max(now, due.Due));
                timers.Remove(due);
            }

            return due;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public long Due { get; private set; }

        public void GoOff()
        {
            Change(period, period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan every)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                period = every;
                if (dueTime >= TimeSpan.Zero && (dueTime > TimeSpan.Zero || every != TimeSpan.Zero))
                {
                    Due = time.now + dueTime.Ticks;
                    time.timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
