using Microsoft.AspNetCore.Diagnostics;

namespace McpPlatform.Gateway.Http;

/// <summary>Answers failed requests with problems, and logs those that nobody expected.</summary>
internal sealed class ProblemHandler(ILogger<ProblemHandler> logger) : IExceptionHandler
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

        await Problems.WriteAsync(httpContext, problem);
        return true;
    }
}
