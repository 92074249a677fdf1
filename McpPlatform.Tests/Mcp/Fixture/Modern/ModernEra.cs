using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>The half that speaks the revision without sessions.</summary>
internal sealed class ModernEra(FixtureEras eras, Catalogue catalogue, FeatureMethods features, Subscriptions subscriptions)
{
    private readonly RequestState states = new();

    public async Task ServeAsync(Exchange exchange)
    {
        var headers = exchange.Http.Request.Headers;
        var request = ModernRequest.Check(headers, exchange.Message!, Revisions.Of(eras));
        CheckArguments(headers, request.Message);
        if (request.Message.Method == "subscriptions/listen")
        {
            await subscriptions.ServeAsync(exchange, request);
        }
        else
        {
            await AnswerAsync(request, new ModernReply(exchange, request.Id));
        }
    }

    private async Task AnswerAsync(ModernRequest request, ModernReply reply)
    {
        try
        {
            await reply.CompleteAsync(await RunAsync(new ModernCall(request, reply, states)));
        }
        catch (RpcException e)
        {
            await reply.FailAsync(e);
        }
    }

    private async Task<JsonObject> RunAsync(ModernCall call)
    {
        try
        {
            var result = call.Message.Method == "server/discover" ? Discover() : await features.RunAsync(call);
            return ModernResult.Complete(result, call.Message.Method);
        }
        catch (InputRequired more)
        {
            return ModernResult.Incomplete(more.ToResult());
        }
    }

    private void CheckArguments(IHeaderDictionary headers, RpcMessage message)
    {
        if (message.Method == "tools/call" && catalogue.Tool(FixtureEras.Modern, message.Params.Text("name")) is { } tool)
        {
            MirroredHeaders.CheckArguments(headers, message, tool);
        }
    }

    private JsonObject Discover() => new()
    {
        ["supportedVersions"] = new JsonArray([.. Revisions.Of(eras).Select(revision => JsonValue.Create(revision))]),
        ["capabilities"] = FeatureMethods.Capabilities(),
        ["instructions"] = FixtureServer.Instructions,
    };
}
