namespace McpPlatform.Gateway.Agents;

/// <summary>Where messages for a legacy agent go: the stream of one request, or the one queue of a connection that carries everything.</summary>
internal interface IOutgoing
{
    /// <summary>Sends what a call has to say; where there is no room, it waits.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Sends news that nobody asked for and nobody waits with.</summary>
    void Post(ReadOnlyMemory<byte> message);

    /// <summary>Ends a call with its answer; one that was cancelled ends with none.</summary>
    ValueTask AnswerAsync(Answer? answer, CancellationToken cancellationToken);
}
