using System.Text.Json;

namespace McpPlatform.Tests.Mcp.Fixture.Wire;

/// <summary>A well-formed JSON-RPC message of a client.</summary>
internal sealed record RpcMessage(JsonElement Body)
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public string? Method => Body.Text("method");

    public JsonElement? Id => Body.Member("id");

    public JsonElement Params => Body.Member("params") ?? Nothing;

    public JsonElement Meta => Params.Member("_meta") ?? Nothing;

    public ReceivedKind Kind => (Method, Id) switch
    {
        (null, _) => ReceivedKind.Response,
        (_, null) => ReceivedKind.Notification,
        _ => ReceivedKind.Request,
    };

    public static RpcMessage Parse(string text)
    {
        try
        {
            var message = new RpcMessage(JsonElement.Parse(text));
            message.Check();
            return message;
        }
        catch (JsonException e)
        {
            throw RpcException.ParseError(e.Message);
        }
    }

    private void Check()
    {
        Insist(Body.ValueKind == JsonValueKind.Object, "A message is one JSON object.");
        Insist(Body.Text("jsonrpc") == "2.0", "A message says jsonrpc 2.0.");
        Insist(Id is not { } id || id.IsTextOrInteger(), "An id is a string or an integer.");
        Insist(Body.Member("method") is null == (Method is null), "A method is a string.");
        Insist(Method is not null || IsResponse(), "A message is a request, a notification or a response.");
        Insist(Body.Member("params") is not { ValueKind: not JsonValueKind.Object }, "Parameters are an object.");
        Insist(Params.Member("_meta") is not { ValueKind: not JsonValueKind.Object }, "Metadata are an object.");
    }

    private bool IsResponse() => Id is not null && (Body.Member("result") is not null != Body.Member("error") is not null);

    private static void Insist(bool condition, string message)
    {
        if (!condition)
        {
            throw RpcException.InvalidRequest(message);
        }
    }
}
