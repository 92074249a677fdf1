namespace McpPlatform.Contracts.Connectors;

/// <summary>Arguments of <c>check_connection</c>.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Tenant">Tenant that owns the secrets the connection names.</param>
public sealed record CheckRequest(ConnectionConfig Connection, string Tenant);

/// <summary>Result of <c>check_connection</c>.</summary>
/// <param name="Ok">Whether the connection can be used.</param>
/// <param name="Message">One sentence: what was reached, or what is wrong and what to do.</param>
/// <param name="Failure">Class of the failure; <see langword="null"/> when ok.</param>
public sealed record CheckResult(bool Ok, string Message, FailureClass? Failure = null);
