using McpPlatform.Guard.Sandbox;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Guard;

/// <summary>All log messages of the project. None takes a secret's value.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Made the key of the embedded secret store: {Path}. Keep a copy of it: without it no secret can be read.")]
    public static partial void SecretKeyCreated(ILogger logger, string path);

    [LoggerMessage(2, LogLevel.Information, "{Actor} set the secret '{Name}', version {Version}.")]
    public static partial void SecretSet(ILogger logger, string actor, string name, int version);

    [LoggerMessage(3, LogLevel.Debug, "The secret '{Name}' was read for {Purpose}.")]
    public static partial void SecretRead(ILogger logger, string name, string purpose);

    [LoggerMessage(4, LogLevel.Information, "{Actor} removed the secret '{Name}'.")]
    public static partial void SecretRemoved(ILogger logger, string actor, string name);

    [LoggerMessage(5, LogLevel.Information, "{Count} sandbox slots start, each behind: {Guards}.")]
    public static partial void SlotsStarting(ILogger logger, int count, string guards);

    [LoggerMessage(6, LogLevel.Warning, "A sandbox slot did not start and is tried again: {Reason}")]
    public static partial void SlotFailed(ILogger logger, string reason);

    [LoggerMessage(7, LogLevel.Information, "The sandbox slot {Id} ended in a call of the tool '{Tool}' (killed for: {Reason}). Its last words: {Words}")]
    public static partial void SlotEnded(ILogger logger, int id, string tool, KillReason reason, string words);

    [LoggerMessage(8, LogLevel.Warning, "The host function '{Function}' could not answer the tool '{Tool}'.")]
    public static partial void HostFunctionFailed(ILogger logger, string function, string tool, Exception exception);

    [LoggerMessage(20, LogLevel.Warning, "The policy engine did not start and is tried again; until then nothing is allowed that was not decided before: {Reason}")]
    public static partial void EngineFailed(ILogger logger, string reason);

    [LoggerMessage(21, LogLevel.Warning, "The policy engine {Id} has ended; another takes its place.")]
    public static partial void EngineEnded(ILogger logger, int id);

    [LoggerMessage(22, LogLevel.Error, "The policy engine was asked something it does not understand: {Message}")]
    public static partial void EngineConfused(ILogger logger, string message);

    [LoggerMessage(23, LogLevel.Warning, "'{Action}' was refused because no policy could decide. {Reason}")]
    public static partial void DecisionMissed(ILogger logger, string action, string reason);

    [LoggerMessage(24, LogLevel.Information, "The policy '{Rule}', which is only tried, would refuse {Principal} '{Action}' on {Resource}.")]
    public static partial void WouldRefuse(ILogger logger, string rule, string principal, string action, string resource);

    [LoggerMessage(25, LogLevel.Warning, "Policies could not be read; those that stand go on deciding: {Reason}")]
    public static partial void PoliciesUnread(ILogger logger, string reason);

    [LoggerMessage(26, LogLevel.Error, "The policies '{Name}' of {Tenant} cannot be used, so nothing is allowed there: line {Line}, column {Column}: {Message}")]
    public static partial void PolicyUnusable(ILogger logger, string name, string tenant, int line, int column, string message);
}
