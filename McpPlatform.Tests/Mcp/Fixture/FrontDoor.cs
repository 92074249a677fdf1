using McpPlatform.Tests.Mcp.Fixture.Legacy;
using McpPlatform.Tests.Mcp.Fixture.Modern;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>Takes HTTP requests in, and gives each to the half of the server whose era it speaks.</summary>
internal sealed class FrontDoor(FixtureEras eras, LegacyEra legacy, ModernEra modern, Exchanges exchanges, ReceivedLog log)
{
    public async Task ServeAsync(HttpContext http)
    {
        RpcMessage? message = null;
        try
        {
            HttpRules.Check(http.Request, eras);
            message = HttpMethods.IsPost(http.Request.Method) ? await ReadAsync(http) : null;
            await ServeAsync(http, message);
        }
        catch (RpcException refusal)
        {
            await RefuseAsync(http, message, refusal);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left, which the log says.
        }
    }

    private async Task ServeAsync(HttpContext http, RpcMessage? message)
    {
        var era = EraOf(http.Request.Headers, message);
        using var exchange = new Exchange(http, era, message, exchanges, log);
        await (era == FixtureEras.Legacy ? legacy.ServeAsync(exchange) : modern.ServeAsync(exchange));
    }

    private FixtureEras EraOf(IHeaderDictionary headers, RpcMessage? message)
    {
        if (eras != FixtureEras.Both)
        {
            return eras;
        }

        var isModern = message is not null && (RequestMetadata.IsOn(message) || !IsLegacy(headers, message));
        return isModern ? FixtureEras.Modern : FixtureEras.Legacy;
    }

    private static bool IsLegacy(IHeaderDictionary headers, RpcMessage message) =>
        message.Method == "initialize"
        || headers.ContainsKey(LegacySessions.Header)
        || Revisions.Legacy.Contains(headers[RequestHeaders.Revision].ToString());

    private static async Task<RpcMessage> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        return RpcMessage.Parse(await reader.ReadToEndAsync(http.RequestAborted));
    }

    private static async Task RefuseAsync(HttpContext http, RpcMessage? message, RpcException refusal)
    {
        http.Response.StatusCode = refusal.Status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Rpc.Error(message?.Method is null ? null : message.Id, refusal).ToJsonString(), http.RequestAborted);
    }
}
