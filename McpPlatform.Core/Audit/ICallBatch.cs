namespace McpPlatform.Core.Audit;

/// <summary>
/// Records of one chain on their way into the store, in the form in which it keeps them: no record outlives its call as an object, whatever waits.
/// For one thread at a time.
/// </summary>
public interface ICallBatch
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>How far the chain has come with the last of them.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    ChainHead Head { get; }

    /// <summary>Adds the next record of the chain.</summary>
    /// <param name="call">The record, as <see cref="StorableCall"/> makes it.</param>
    void Add(in ChainedCall call);

    /// <summary>Takes all out again, so that others can be added.</summary>
    void Clear();
}
