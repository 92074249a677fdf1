using System.Data.Common;
using System.Net.Sockets;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;

namespace McpPlatform.Worker.Orchestration;

/// <summary>Says of an exception who can do something about it, and puts it into words that are safe to show.</summary>
internal static class Failures
{
    /// <summary>A run at which one Worker after the other died.</summary>
    /// <param name="times">How many.</param>
    /// <param name="node">The node they died in.</param>
    public static RunError OfDeaths(int times, RunNode node) => new(
        FailureClass.System, node,
        $"The Worker died or froze {times} times in {node} without coming further, so the run is not tried again by itself. Look for the cause in the Worker's log, such as too little memory; 'mcpp resume' tries again.");

    /// <summary>Judges an exception of a node.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="node">The node.</param>
    public static RunError Of(Exception exception, RunNode node) => exception switch
    {
        ConnectorException e => new RunError(e.Failure, node, e.Message),
        ForbiddenException { Decision.Rule: PolicyDecision.Unavailable } => new RunError(FailureClass.Transient, node, exception.Message),
        ForbiddenException or SecretNotFoundException or NotFoundException or InvalidInputException or ConflictException =>
            new RunError(FailureClass.Configuration, node, exception.Message),
        TimeoutException e => new RunError(FailureClass.Transient, node, e.Message),
        DbException { IsTransient: true } => new RunError(FailureClass.Transient, node, "The platform's database could not be reached for a moment."),
        SocketException or IOException or HttpRequestException =>
            new RunError(FailureClass.Transient, node, $"The connection broke ({exception.GetType().Name})."),

        // The message of an unforeseen exception may quote data or secrets: it goes to the log by type only.
        _ => new RunError(FailureClass.System, node, $"An unforeseen error ({exception.GetType().Name}) stopped the run; the Worker's log has the place under the run's id."),
    };
}
