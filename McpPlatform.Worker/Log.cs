using McpPlatform.Contracts.Api;
using McpPlatform.Worker.Orchestration;

namespace McpPlatform.Worker;

/// <summary>All messages of the Worker. None carries values of rows or secrets.</summary>
internal static partial class Log
{
    [LoggerMessage(2002, LogLevel.Error, "Runs could not be claimed; trying again")]
    public static partial void ClaimFailed(ILogger logger, Exception exception);

    [LoggerMessage(2003, LogLevel.Information, "Run {Run} is {State}")]
    public static partial void RunLeft(ILogger logger, Guid run, RunState state);

    [LoggerMessage(2004, LogLevel.Warning, "The lease on run {Run} is lost; its work here has stopped")]
    public static partial void LeaseLost(ILogger logger, Guid run);

    [LoggerMessage(2005, LogLevel.Error, "The state of run {Run} could not be stored; it is taken up again when its lease is out")]
    public static partial void RunAbandoned(ILogger logger, Guid run, Exception exception);

    [LoggerMessage(2006, LogLevel.Warning, "The lease on run {Run} could not be prolonged; trying again")]
    public static partial void LeaseNotRenewed(ILogger logger, Guid run, Exception exception);

    [LoggerMessage(2007, LogLevel.Warning, "Run {Run} failed at {Node}")]
    public static partial void NodeFailed(ILogger logger, Guid run, RunNode node, Exception exception);

    [LoggerMessage(2008, LogLevel.Information, "Run {Run} was interrupted at {Node}: {Reason}")]
    public static partial void NodeInterrupted(ILogger logger, Guid run, RunNode node, StopReason reason);

    [LoggerMessage(2020, LogLevel.Information, "Run {Run} stages {Target} behind segment {Segment}")]
    public static partial void StagingFrom(ILogger logger, Guid run, string target, long segment);

    [LoggerMessage(2021, LogLevel.Information, "Run {Run} begins {Target} anew: its source cannot go on in the middle")]
    public static partial void StagingAnew(ILogger logger, Guid run, string target);

    [LoggerMessage(2022, LogLevel.Information, "Run {Run} leaves {Count} unknown columns of {Stream} out")]
    public static partial void FieldsDiscarded(ILogger logger, Guid run, int count, string stream);

    [LoggerMessage(2023, LogLevel.Warning, "A checkpoint of run {Run} could not be noted as an event")]
    public static partial void CheckpointNotNoted(ILogger logger, Guid run, Exception exception);

    [LoggerMessage(2030, LogLevel.Warning, "Schedules could not be brought up to date; trying again")]
    public static partial void SchedulesNotSynced(ILogger logger, Exception exception);

    [LoggerMessage(2031, LogLevel.Warning, "Pipeline {Pipeline} has a schedule that cannot be read: {Reason}")]
    public static partial void ScheduleUnreadable(ILogger logger, string pipeline, string reason);

    [LoggerMessage(2032, LogLevel.Information, "Pipeline {Pipeline} got a run for {FireTime}")]
    public static partial void ScheduledRun(ILogger logger, string pipeline, DateTimeOffset fireTime);

    [LoggerMessage(2033, LogLevel.Error, "Runs of scheduled pipeline {Pipeline} could not be inserted; trying again")]
    public static partial void FiringFailed(ILogger logger, Guid pipeline, Exception exception);

    [LoggerMessage(2040, LogLevel.Information, "Built-in connection {Connection} stands")]
    public static partial void BuiltInPut(ILogger logger, string connection);

    [LoggerMessage(2041, LogLevel.Warning, "A lineage event could not be written to {Path}")]
    public static partial void LineageNotWritten(ILogger logger, string path, Exception exception);

    [LoggerMessage(2050, LogLevel.Error, "Internal request {Path} failed")]
    public static partial void InternalFailed(ILogger logger, string path, Exception exception);
}
