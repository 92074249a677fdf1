using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Identity;
using Microsoft.AspNetCore.Diagnostics;

namespace McpPlatform.Gateway.Http;

/// <summary>Answers failed requests with problems, and logs those that nobody expected.</summary>
internal sealed class ProblemHandler(Challenge challenge, ILogger<ProblemHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Problems.Of(exception);
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            Log.RequestFailed(logger, exception, httpContext.Request.Method, httpContext.Request.Path, Problems.TraceId(httpContext));
        }

        if (exception is ForbiddenException refused && httpContext.Features.Get<Caller>() is { } caller)
        {
            challenge.Insufficient(httpContext, caller, refused.Decision.Rule);
        }

        await Problems.WriteAsync(httpContext, problem);
        return true;
    }
}
