using System.Net.Sockets;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Hosting;

/// <summary>The one place that turns any exception of a connector into a failure with a class and a sentence.</summary>
internal static class Failures
{
    /// <summary>The failure behind an exception; a cancellation that was asked for stays one.</summary>
    public static Exception AsConnectorException(Exception exception, CancellationToken asked) => exception switch
    {
        OperationCanceledException when asked.IsCancellationRequested => exception,
        ConnectorException => exception,
        SecretNotFoundException => new ConnectorException(FailureClass.Configuration, exception.Message, exception),
        JsonException => new ConnectorException(FailureClass.Configuration, $"The arguments are not acceptable: {exception.Message}", exception),
        UnauthorizedAccessException => new ConnectorException(FailureClass.Configuration, exception.Message, exception),
        FileNotFoundException or DirectoryNotFoundException => new ConnectorException(FailureClass.Configuration, exception.Message, exception),
        InvalidDataException or System.Text.DecoderFallbackException => new ConnectorException(FailureClass.Configuration, exception.Message, exception),
        IOException or SocketException or TimeoutException => new ConnectorException(FailureClass.Transient, exception.Message, exception),

        // Of a defect only its type is told: its message may hold a value or a secret.
        _ => new ConnectorException(FailureClass.System, $"The connector failed unexpectedly ({exception.GetType().Name}). Its log says more.", exception),
    };
}

/// <summary>Structured content of a tool error.</summary>
/// <param name="Failure">Who can do something about it.</param>
/// <param name="Message">What is wrong, where, and what to do.</param>
internal sealed record ToolFailure(FailureClass Failure, string Message);
