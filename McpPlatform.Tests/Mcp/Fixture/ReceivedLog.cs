namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>Everything that came, in order of arrival.</summary>
internal sealed class ReceivedLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock gate = new();
    private readonly List<ReceivedMessage> messages = [];
    private TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<ReceivedMessage> Messages
    {
        get
        {
            lock (gate)
            {
                return [.. messages];
            }
        }
    }

    public void Add(ReceivedMessage message)
    {
        TaskCompletionSource news;
        lock (gate)
        {
            messages.Add(message);
            (news, arrival) = (arrival, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        news.SetResult();
    }

    /// <summary>The first message of that kind, also one that came before; waits for it.</summary>
    public async Task<ReceivedMessage> FirstAsync(Func<ReceivedMessage, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task news;
            lock (gate)
            {
                news = arrival.Task;
                if (messages.FirstOrDefault(condition) is { } found)
                {
                    return found;
                }
            }

            await news.WaitAsync(Patience, cancellationToken);
        }
    }
}
