using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Sharing;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// The way of every request of every agent, whatever its transport, era and method. Who sends it was found out at the door. Then, in this order:
/// <list type="number">
/// <item><description>reserve a record: what cannot be recorded is not done</description></item>
/// <item><description>rate limit: one caller must not slow the others</description></item>
/// <item><description>bound in time: whatever it waits for from here on, it ends when its time is over</description></item>
/// <item><description>route: whose tool, prompt or resource it is about</description></item>
/// <item><description>authorise: whether the policy lets this caller do that</description></item>
/// <item><description>inspect: whether the arguments fit the tool, name nothing that no tool may be handed, and hold nothing that steers a model or carries data out</description></item>
/// <item><description>admit: whether the tool may be called so often, and no quota is used up</description></item>
/// <item><description>oblige: what the policy asks for before a call, such as the approval of a person</description></item>
/// <item><description>share: answer with what was kept, or with the same call that is under way, where the tool only reads and that is allowed</description></item>
/// <item><description>queue: wait for a place, fairly; where the gateway is over its means, some are refused</description></item>
/// <item><description>execute: here, or at the upstream</description></item>
/// <item><description>inspect the answer: whether it holds orders to a model</description></item>
/// <item><description>redact: personal data and secrets in all that the agent hears, the answer, errors and what comes before them</description></item>
/// <item><description>mask: what the policy hides in the answer</description></item>
/// <item><description>meter: what it came to, and what it cost</description></item>
/// <item><description>audit: who, what, decided by which rule, how it ended</description></item>
/// </list>
/// Whatever goes wrong on the way becomes an MCP error in this one place.
/// </summary>
internal sealed class CallPipeline(
    CallAuditing audit, CallLimits limits, CallRouting routing, CallAuthorization authorization, CallInspection inspection,
    ArgumentInspection arguments, CallMetering metering, CallObligations obligations, CallDeadlines deadlines, CallSharing sharing, CallAdmission admission,
    CallExecution execution, AnswerInspection answers, AnswerRedaction redaction, ILogger<CallPipeline> logger)
{
    /// <exception cref="OperationCanceledException">The agent gave the call up.</exception>
    public async ValueTask<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        try
        {
            audit.Reserve();
        }
        catch (McpErrorException exception)
        {
            return Reply.Of(exception.Error);
        }

        Reply? reply = null;
        using var trace = CallTrace.Start(call);
        GatewayTelemetry.CallBegan(call.By.Tenant);
        try
        {
            reply = await AnswerAsync(call, cancellationToken);
            return reply.Value;
        }
        finally
        {
            call.Clock?.Dispose();
            CallTrace.End(trace, call, reply);
            metering.Count(call, reply);
            audit.Record(call, reply);
        }
    }

    private async ValueTask<Reply> AnswerAsync(Call call, CancellationToken agent)
    {
        try
        {
            limits.Take(call);
            var cancellationToken = deadlines.Start(call, agent);
            await routing.RouteAsync(call, cancellationToken);
            await authorization.RequireAsync(call, cancellationToken);
            if ((inspection.Check(call) ?? arguments.Check(call)) is { } refused)
            {
                return refused;
            }

            limits.TakeTool(call);
            metering.Admit(call);
            if (await obligations.MeetAsync(call, cancellationToken) is { } asks)
            {
                return asks;
            }

            redaction.Watch(call);
            var raw = AnswerTerms.AllowSharing(call) ? await sharing.AnswerAsync(call, ExecuteAsync, cancellationToken) : await ExecuteAsync(call, cancellationToken);
            return CallObligations.Mask(call, redaction.Redact(call, answers.Check(call, raw)));
        }
        catch (OperationCanceledException) when (call.Clock is { HasExpired: true })
        {
            return Reply.Of(call.Clock.Ended());
        }
        catch (McpErrorException exception)
        {
            return Reply.Of(redaction.Redact(call, exception.Error)) with { Refusal = call.Decision.Allowed ? null : call.Decision };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.CallFailed(logger, exception, call.Method, call.TraceId);
            return Reply.Of(new McpError(ErrorCodes.InternalError, $"Something went wrong in the gateway. Trace: {call.TraceId}."));
        }
    }

    private async ValueTask<Reply> ExecuteAsync(Call call, CancellationToken cancellationToken)
    {
        using var place = await admission.EnterAsync(call, cancellationToken);
        var reply = await execution.RunAsync(call, cancellationToken);
        sharing.Keep(call, reply);
        return reply;
    }
}
