namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>Somebody who calls tools and looks at what comes back.</summary>
internal interface IAgent : IDisposable
{
    /// <summary>Calls the next tool and waits for the answer.</summary>
    /// <returns>Whether the answer had something planted.</returns>
    /// <exception cref="InvalidOperationException">It was another answer than it had to be.</exception>
    bool Call();
}
