using McpPlatform.Contracts.Connectors;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Data;

namespace McpPlatform.Worker.Internal;

/// <summary>The one place that turns exceptions into RFC 9457 problems.</summary>
/// <param name="log">The log.</param>
internal sealed class ProblemFilter(ILogger<ProblemFilter> log) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Problem(context.HttpContext, e);
        }
    }

    private IResult Problem(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case InvalidInputException:
                return Results.Problem(exception.Message, statusCode: StatusCodes.Status400BadRequest);
            case ForbiddenException forbidden:
                return Results.Problem(
                    exception.Message, statusCode: StatusCodes.Status403Forbidden, extensions: new Dictionary<string, object?> { ["rule"] = forbidden.Decision.Rule });
            case NotFoundException:
                return Results.Problem(exception.Message, statusCode: StatusCodes.Status404NotFound);
            case ConflictException:
                return Results.Problem(exception.Message, statusCode: StatusCodes.Status409Conflict);
            case ConnectorException failure:
                return Failed(failure.Failure, exception.Message);
            case SecretNotFoundException:
                return Failed(FailureClass.Configuration, exception.Message);
            default:
                Log.InternalFailed(log, context.Request.Path, exception);
                return Results.Problem(
                    $"An unforeseen error ({exception.GetType().Name}) stopped the request; the Worker's log has the place.",
                    statusCode: StatusCodes.Status500InternalServerError);
        }
    }

    private static IResult Failed(FailureClass failure, string message) => Results.Problem(
        message, statusCode: StatusCodes.Status502BadGateway,
        extensions: new Dictionary<string, object?> { ["failure"] = failure.ToString().ToLowerInvariant() });
}
