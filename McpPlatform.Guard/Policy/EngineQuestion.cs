namespace McpPlatform.Guard.Policy;

/// <summary>Policies that the engine has parsed, or will when it is asked by them.</summary>
/// <param name="Id">Digest of what it holds.</param>
/// <param name="Json">Policies in Cedar's JSON form by their ids.</param>
internal sealed record EngineSet(string Id, byte[] Json);

/// <summary>What the engine made of a question.</summary>
/// <param name="Allowed">Yes or no.</param>
/// <param name="By">Ids of the policies that decided.</param>
/// <param name="Failed">Ids of policies that could not be evaluated.</param>
internal sealed record EngineAnswer(bool Allowed, IReadOnlyList<string> By, IReadOnlyList<string> Failed);

/// <summary>A question that waits for its answer.</summary>
/// <param name="Set">The policies that are asked.</param>
/// <param name="Body">The question as JSON.</param>
internal sealed record EngineQuestion(EngineSet Set, byte[] Body)
{
    private readonly TaskCompletionSource<EngineAnswer> answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How often it was given to an engine.</summary>
    public int Tries { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public bool IsOver => answered.Task.IsCompleted;

    public Task<EngineAnswer> Answer => answered.Task;

    public void Complete(EngineAnswer answer) => answered.TrySetResult(answer);

    public void GiveUp(string why) => answered.TrySetException(new EngineUnavailableException(why));
}

/// <summary>The engine cannot answer.</summary>
/// <param name="message">Why.</param>
internal sealed class EngineUnavailableException(string message) : Exception(message);
