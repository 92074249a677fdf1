using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Internal;

/// <summary>Gives every conversation an end: when the caller leaves, the Worker stops, or the deadline passes.</summary>
/// <param name="options">The deadline.</param>
/// <param name="lifetime">Says when the Worker stops.</param>
internal sealed class DeadlineFilter(IOptions<WorkerOptions> options, IHostApplicationLifetime lifetime) : IEndpointFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.HttpContext.RequestAborted, lifetime.ApplicationStopping);
        deadline.CancelAfter(options.Value.ConversationTimeout);
        context.HttpContext.Items[typeof(CancellationToken)] = deadline.Token;
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.Problem(
                $"No answer within {options.Value.ConversationTimeout}. Ask for one stream, or check the connection.",
                statusCode: StatusCodes.Status504GatewayTimeout);
        }
    }
}
