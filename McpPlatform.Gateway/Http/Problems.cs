using System.Diagnostics;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Gateway.Http;

/// <summary>The one place where failures become RFC 9457 problems. What nobody expected becomes a 500 that says no more than what to look for in the logs.</summary>
internal static class Problems
{
    public const string ContentType = "application/problem+json";
    private const string Kinds = "urn:mcpplatform:problem:";

    /// <summary>The problem an exception stands for.</summary>
    public static PlatformProblem Of(Exception exception) => exception switch
    {
        InvalidInputException e => New(400, e.Message),
        SecretNotFoundException e => New(400, e.Message),
        BadHttpRequestException e => New(e.StatusCode, Readable(e)),
        ForbiddenException e => New(403, e.Message) with { Rule = e.Decision.Rule },
        NotFoundException e => New(404, e.Message),
        ConflictException e => New(409, e.Message),
        PeerException { Failure: PeerFailure.Connector } e => New(502, e.Message),
        PeerException { Failure: PeerFailure.Registry } e => New(502, e.Message) with { Type = $"{Kinds}registry-failed", Title = "A registry failed" },
        PeerException { Failure: PeerFailure.Unreachable } e => New(503, e.Message),
        PeerException { Failure: PeerFailure.TimedOut } e => New(504, e.Message),
        _ => New(500, "Something went wrong that should not have. The logs say more under this trace id."),
    };

    /// <summary>A problem of a status.</summary>
    public static PlatformProblem New(int status, string detail)
    {
        var (name, title) = Kind(status);
        return new PlatformProblem(Kinds + name, title, status, detail);
    }

    /// <summary>What to look for in the logs.</summary>
    public static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>Answers with a problem.</summary>
    public static Task WriteAsync(HttpContext context, PlatformProblem problem)
    {
        context.Response.StatusCode = problem.Status ?? 500;
        return context.Response.WriteAsJsonAsync(
            problem with { TraceId = TraceId(context) }, ContractsJson.Default.PlatformProblem, ContentType, context.RequestAborted);
    }

    // A JSON error names a place in the caller's own body; its text would name our types.
    private static string Readable(BadHttpRequestException exception) => exception.InnerException switch
    {
        JsonException json => $"The body is not acceptable at {json.Path ?? "$"}: a value is missing, unknown, or of the wrong kind.",
        _ => exception.Message,
    };

    private static (string Name, string Title) Kind(int status) => status switch
    {
        400 => ("invalid-input", "The request is not acceptable"),
        401 => ("unauthenticated", "A valid key is needed"),
        403 => ("forbidden", "A rule refused this"),
        404 => ("not-found", "Not found"),
        405 => ("method-not-allowed", "The method is not allowed here"),
        409 => ("conflict", "This does not fit the present state"),
        413 => ("too-large", "The body is too large"),
        415 => ("unsupported-media-type", "The content type is not supported"),
        422 => ("idempotency-mismatch", "The idempotency key belongs to another request"),
        429 => ("too-many-requests", "Too many requests"),
        502 => ("connector-failed", "A connector failed"),
        503 => ("unavailable", "A part of the platform cannot be reached"),
        504 => ("timed-out", "No answer came in time"),
        >= 500 => ("defect", "Something went wrong"),
        _ => ("refused", "The request was refused"),
    };
}
