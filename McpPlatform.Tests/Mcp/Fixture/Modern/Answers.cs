using System.Text.Json;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>What a client has told so far in answer to input requests.</summary>
/// <param name="Now">With this request.</param>
/// <param name="Before">With requests before it; <see langword="null"/> when it brought no state.</param>
internal sealed record Answers(IReadOnlyDictionary<string, JsonElement> Now, IReadOnlyDictionary<string, JsonElement>? Before)
{
    private static readonly string[] Methods = ["tools/call", "prompts/get", "resources/read"];

    public JsonElement? To(string key) =>
        Now.TryGetValue(key, out var answer) || Before?.TryGetValue(key, out answer) == true ? answer : null;

    public static Answers Read(ModernRequest request, RequestState states)
    {
        var (responses, state) = (request.Message.Params.Member("inputResponses"), request.Message.Params.Member("requestState"));
        if ((responses ?? state) is not null && !Methods.Contains(request.Message.Method))
        {
            throw RpcException.InvalidParams($"{request.Message.Method} is never tried again with inputs.");
        }

        return new(ReadResponses(responses), ReadState(request, state, states));
    }

    private static Dictionary<string, JsonElement> ReadResponses(JsonElement? responses)
    {
        if (responses is null)
        {
            return [];
        }

        var given = responses.IsObject() ? responses.Value.EnumerateObject().ToDictionary(given => given.Name, given => given.Value) : null;
        return given is not null && given.Values.All(response => response.ValueKind == JsonValueKind.Object)
            ? given
            : throw RpcException.InvalidParams("inputResponses is an object of objects.");
    }

    private static IReadOnlyDictionary<string, JsonElement>? ReadState(ModernRequest request, JsonElement? state, RequestState states) =>
        state switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => states.Open(request, text.GetString()!),
            _ => throw RpcException.InvalidParams("requestState is a string."),
        };
}
