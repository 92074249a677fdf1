namespace McpPlatform.AppHost.Postgres;

/// <summary>The private PostgreSQL cannot run; the message says what to do.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="cause">What lies behind it.</param>
public sealed class PostgresStartException(string message, Exception? cause = null) : Exception(message, cause);
