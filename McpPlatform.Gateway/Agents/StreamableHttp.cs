using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Protocol;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Takes POST requests and tells the eras apart: a handshake begins a session, a session's id goes on with it, and a modern request carries all
/// it needs.
/// </summary>
internal sealed class StreamableHttp(ModernDoor modern, LegacyDoor legacy, IOptions<GatewayOptions> options)
{
    public async Task PostAsync(Principal by, HttpContext context)
    {
        if (AgentHeaders.RefusePost(context.Request) is { } status)
        {
            await HttpReply.RefuseAsync(context, status, "Send JSON, and accept application/json and text/event-stream.");
            return;
        }

        try
        {
            if (await MessageBody.ReadAsync(context, options.Value.MaxBodyBytes) is not { } body)
            {
                return;
            }

            var message = EnvelopeReader.Read(body);
            await (IsModern(context.Request, message) ? modern.PostAsync(by, context, message, body) : legacy.PostAsync(by, context, message, body));
        }
        catch (McpErrorException exception) when (!context.Response.HasStarted)
        {
            await HttpReply.RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Error);
        }
        catch (OperationCanceledException)
        {
            // The agent left, or the gateway stops.
        }
    }

    // A handshake is legacy whatever its header says; with the body of a modern request it is a modern request for a method that is gone.
    private static bool IsModern(HttpRequest request, Envelope message)
    {
        var version = AgentHeaders.Of(request, AgentHeaders.Version);
        return ModernCalls.IsModern(message)
            || (message.Method != Methods.Initialize && version.Length > 0 && (Revisions.EraOf(version) == Era.Modern || !Revisions.IsKnown(version)));
    }
}
