using System.Net.Sockets;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres;

/// <summary>Turns what Npgsql throws into a sentence and a class. The one place that reads SQLSTATEs.</summary>
internal static class PostgresFailure
{
    /// <summary>A failure while a session was opened.</summary>
    public static ConnectorException OfConnecting(Exception failure, PostgresSettings settings) => failure switch
    {
        PostgresException { SqlState: "28P01" or "28000" } => new(
            FailureClass.Configuration, $"{settings.Address} refused user '{settings.Username}'. Check the user name and the password.", failure),
        PostgresException { SqlState: "3D000" } => new(
            FailureClass.Configuration, $"There is no database '{settings.Database}' on {settings.Host}:{settings.Port}. Check its name.", failure),
        PostgresException { SqlState: "42501" } => new(
            FailureClass.Configuration, $"User '{settings.Username}' may not connect to {settings.Address}. Grant CONNECT on the database.", failure),
        PostgresException { SqlState: "53300" } => new(
            FailureClass.Transient, $"{settings.Address} has no free connection slot. Try again later, or raise max_connections.", failure),
        PostgresException { SqlState: "55000" } => new(
            FailureClass.Transient, $"{settings.Address} takes no connections at the moment, as during maintenance. It is tried again.", failure),
        PostgresException error => Of(error, $"connect to {settings.Address}"),
        { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } } or
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => new(
            FailureClass.Configuration, $"Host '{settings.Host}' is unknown. Check its name.", failure),
        { InnerException: TimeoutException } or TimeoutException => new(
            FailureClass.Transient, $"{settings.Host}:{settings.Port} did not answer within 15 seconds. Check the address and the firewall.", failure),
        { InnerException: System.Security.Authentication.AuthenticationException } => new(
            FailureClass.Configuration, $"The TLS handshake with {settings.Host}:{settings.Port} failed. Check sslMode and the certificate.", failure),
        NpgsqlException { Message: var text } when text.Contains("password", StringComparison.OrdinalIgnoreCase) => new(
            FailureClass.Configuration, $"{settings.Address} asks for a password, but none is set. Set the option 'password'.", failure),
        _ => new(
            FailureClass.Transient, $"Cannot reach PostgreSQL at {settings.Host}:{settings.Port}. Check that it runs and that the address is right.", failure),
    };

    /// <summary>A failure while something was done; <paramref name="doing"/> completes "Could not …".</summary>
    public static ConnectorException Of(Exception failure, string doing) => failure switch
    {
        ConnectorException known => known,
        PostgresException error => new(Class(error.SqlState), $"Could not {doing}: {Sentence(error)}", failure),
        InvalidDataException error => new(FailureClass.Transient, $"Could not {doing}: {error.Message}", failure),
        _ => new(FailureClass.Transient, $"Could not {doing}: the connection to the database broke. It is tried again.", failure),
    };

    /// <summary>Whether an exception is one that <see cref="Of"/> explains.</summary>
    public static bool Explains(Exception failure) =>
        failure is NpgsqlException or IOException or SocketException or TimeoutException or InvalidDataException or EndOfStreamException;

    /// <summary>Whether the values of a row are at fault: wrong data, or a constraint they break.</summary>
    public static bool IsOfData(PostgresException error) => error.SqlState is ['2', '2', ..] or ['2', '3', ..] or "54000" or "44000";

    /// <summary>The server's message as one sentence. Details can hold values of rows and are left out.</summary>
    public static string Sentence(PostgresException error) => error.SqlState switch
    {
        "42501" => $"{error.MessageText}. Grant the connection's user what is missing.",
        "53100" => "the disk of the database server is full. Free space, then continue.",
        "55P03" or "57014" when error.MessageText.Contains("lock timeout", StringComparison.Ordinal) =>
            "another session holds a lock on the table for longer than 30 seconds.",
        _ => error.MessageText.EndsWith('.') ? error.MessageText : error.MessageText + ".",
    };

    private static FailureClass Class(string state) => state switch
    {
        ['0', '8', ..] or ['4', '0', ..] or ['5', '3', ..] or ['5', '7', ..] or ['5', '8', ..] or "55P03" or "55006" or "25P03" or "25P02" => FailureClass.Transient,
        ['2', '2', ..] or ['2', '3', ..] or ['2', '8', ..] or ['4', '2', ..] or ['4', '4', ..] or ['3', ..] or ['2', 'B', ..] or ['5', '4', ..] or ['0', 'A', ..] or "55000" =>
            FailureClass.Configuration,
        _ => FailureClass.System,
    };
}
