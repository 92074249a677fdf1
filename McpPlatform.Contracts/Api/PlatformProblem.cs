namespace McpPlatform.Contracts.Api;

/// <summary>Why a request failed, as RFC 9457 says it (<c>application/problem+json</c>).</summary>
/// <param name="Type">A URI that names the kind of problem.</param>
/// <param name="Title">The kind of problem in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What is wrong, where, and what to do.</param>
/// <param name="TraceId">What to look for in the logs.</param>
/// <param name="Rule">The rule that refused; <see langword="null"/> where none did.</param>
public sealed record PlatformProblem(
    string? Type = null, string? Title = null, int? Status = null, string? Detail = null, string? TraceId = null, string? Rule = null);
