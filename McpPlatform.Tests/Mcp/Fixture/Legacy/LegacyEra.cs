using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Legacy;

/// <summary>The half that speaks the revisions with sessions.</summary>
internal sealed class LegacyEra(LegacySessions sessions, LegacyMethods methods)
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    public Task ServeAsync(Exchange exchange) => exchange.Http.Request.Method switch
    {
        "GET" => ListenAsync(exchange),
        "DELETE" => EndAsync(exchange),
        _ => PostAsync(exchange, exchange.Message!),
    };

    private async Task PostAsync(Exchange exchange, RpcMessage message)
    {
        if (message.Method == "initialize")
        {
            await InitializeAsync(exchange, message);
            return;
        }

        RefuseOtherRevisions(exchange.Http.Request.Headers);
        var session = sessions.Of(exchange.Http.Request.Headers);
        ModernTraces.Refuse(message);
        if (message.Kind == ReceivedKind.Request)
        {
            await AnswerAsync(exchange, session, message);
            return;
        }

        await TakeAsync(session, message);
        await exchange.AnswerAsync(202);
    }

    private async Task InitializeAsync(Exchange exchange, RpcMessage message)
    {
        ModernTraces.Refuse(message);
        var session = Handshake.Open(exchange.Http.Request.Headers, message);
        sessions.Add(session);
        exchange.Http.Response.Headers[LegacySessions.Header] = session.Id;
        await exchange.AnswerAsync(200, Rpc.Result(message.Id!.Value, Handshake.Answer(session)));
    }

    private async Task AnswerAsync(Exchange exchange, LegacySession session, RpcMessage message)
    {
        if (!session.IsReady && message.Method != "ping")
        {
            throw RpcException.InvalidRequest("The client has not said that it is initialized.");
        }

        var id = message.Id!.Value;
        if (!session.Running.Claim(id))
        {
            throw RpcException.InvalidRequest("The id was used in this session before.");
        }

        var stream = session.AddStream();
        session.Prime(stream);
        _ = session.Running.RunAsync(id, stream, cancelled => methods.RunAsync(new LegacyCall(session, stream, message, cancelled)));
        await PumpAsync(exchange, stream, 0);
    }

    private async Task ListenAsync(Exchange exchange)
    {
        var headers = exchange.Http.Request.Headers;
        RefuseOtherRevisions(headers);
        var session = sessions.Of(headers);
        var last = headers[RequestHeaders.LastEvent].ToString();
        var (stream, from) = last.Length > 0 ? session.After(last) : (session.Standalone, session.Standalone.End);
        if (stream == session.Standalone)
        {
            session.Prime(stream);
        }

        await PumpAsync(exchange, stream, from);
    }

    private async Task EndAsync(Exchange exchange)
    {
        await sessions.EndAsync(sessions.Of(exchange.Http.Request.Headers));
        await exchange.AnswerAsync(204);
    }

    private static async Task TakeAsync(LegacySession session, RpcMessage message)
    {
        if (message.Kind == ReceivedKind.Response)
        {
            session.Questions.Take(message);
        }
        else if (message.Method == "notifications/initialized")
        {
            session.IsReady = true;
        }
        else if (message.Method == "notifications/cancelled" && message.Params.Member("requestId") is { } id)
        {
            await session.Running.CancelAsync(id);
        }
    }

    private static async Task PumpAsync(Exchange exchange, ResumableStream stream, int from)
    {
        var response = await exchange.OpenStreamAsync();
        await foreach (var item in stream.ReadAsync(from, exchange.Closed))
        {
            if (item.IsAnswer)
            {
                exchange.Settle();
            }

            await (item.Message is null ? response.PrimeAsync(item.Id, Retry) : response.WriteAsync(item.Id, item.Message));
        }
    }

    private static void RefuseOtherRevisions(IHeaderDictionary headers)
    {
        if (headers[RequestHeaders.Revision].ToString() is { Length: > 0 } revision && !Revisions.Legacy.Contains(revision))
        {
            throw RpcException.Refused(400, $"The revision '{revision}' is not supported.");
        }
    }
}
