using Microsoft.Extensions.Logging;

namespace McpPlatform.Store;

/// <summary>Everything the store logs.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The listener lost its connection and connects again: {Reason}")]
    public static partial void ListenerLost(this ILogger log, string reason);

    [LoggerMessage(2, LogLevel.Information, "This process sequences the events of the database")]
    public static partial void SequencerStarted(this ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "The event sequencer lost its connection and connects again: {Reason}")]
    public static partial void SequencerLost(this ILogger log, string reason);

    [LoggerMessage(4, LogLevel.Debug, "Progress of run {RunId} was not sent: {Reason}")]
    public static partial void ProgressNotSent(this ILogger log, Guid runId, string reason);

    [LoggerMessage(5, LogLevel.Information, "Worker {Worker} ({Id}) is present")]
    public static partial void WorkerPresent(this ILogger log, string worker, Guid id);

    [LoggerMessage(6, LogLevel.Warning, "Worker {Id} lost the connection that says it lives; its leases are given up: {Reason}")]
    public static partial void WorkerAbsent(this ILogger log, Guid id, string reason);

    [LoggerMessage(7, LogLevel.Warning, "This gateway could not tell the others that it lives, and tries again: {Reason}")]
    public static partial void ReplicaNotRenewed(this ILogger log, string reason);

    [LoggerMessage(8, LogLevel.Information, "Dropped {Events} events that were old enough; digests stay")]
    public static partial void EventsDropped(this ILogger log, long events);

    [LoggerMessage(9, LogLevel.Warning, "Old events could not be dropped; tried again in an hour: {Reason}")]
    public static partial void EventsNotDropped(this ILogger log, string reason);
}
