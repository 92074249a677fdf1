namespace McpPlatform.Guard.Sandbox;

/// <summary>Lets so many calls of a key run at once; further ones wait in order. A key nobody uses takes no room.</summary>
internal sealed class CallGates
{
    private readonly Dictionary<string, Gate> gates = [];

    /// <summary>Waits until a call of a key may run.</summary>
    /// <param name="key">The key.</param>
    /// <param name="width">How many may run at once; counts when the key is new.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What lets the next one in when it is disposed.</returns>
    public async ValueTask<IDisposable> EnterAsync(string key, int width, CancellationToken cancellationToken)
    {
        var gate = Join(key, width);
        try
        {
            await gate.Places.WaitAsync(cancellationToken);
            return new Pass(this, key, gate);
        }
        catch (OperationCanceledException)
        {
            Leave(key, gate);
            throw;
        }
    }

    private Gate Join(string key, int width)
    {
        lock (gates)
        {
            if (!gates.TryGetValue(key, out var gate))
            {
                gates[key] = gate = new Gate(new SemaphoreSlim(width));
            }

            gate.Users++;
            return gate;
        }
    }

    private void Leave(string key, Gate gate)
    {
        lock (gates)
        {
            if (--gate.Users == 0)
            {
                gates.Remove(key);
                gate.Places.Dispose();
            }
        }
    }

    private sealed class Gate(SemaphoreSlim places)
    {
        public SemaphoreSlim Places { get; } = places;

        public int Users { get; set; }
    }

    private sealed class Pass(CallGates gates, string key, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            gate.Places.Release();
            gates.Leave(key, gate);
        }
    }
}
