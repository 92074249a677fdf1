using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Wire;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>
/// What the server will need to know when a request is tried again. It travels with the client, which can neither change it nor use it for
/// another request.
/// </summary>
internal sealed class RequestState
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    public string Issue(ModernRequest request, IReadOnlyDictionary<string, JsonElement> answers)
    {
        var state = new JsonObject
        {
            ["for"] = Digest(request.Message),
            ["id"] = request.Id.GetRawText(),
            ["until"] = DateTimeOffset.UtcNow.Add(Lifetime).ToUnixTimeSeconds(),
            ["answers"] = new JsonObject(answers.Select(told => KeyValuePair.Create<string, JsonNode?>(told.Key, told.Value.ToNode()))),
        };
        var payload = Encoding.UTF8.GetBytes(state.ToJsonString());
        return $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, payload))}";
    }

    /// <summary>The answers of earlier rounds.</summary>
    public IReadOnlyDictionary<string, JsonElement> Open(ModernRequest request, string state)
    {
        var content = Verify(state) ?? throw RpcException.InvalidParams("The requestState was not issued by this server.");
        if (content.Text("for") != Digest(request.Message))
        {
            throw RpcException.InvalidParams("The requestState belongs to another request.");
        }

        if (content.Text("id") == request.Id.GetRawText())
        {
            throw RpcException.InvalidParams("A request that is tried again has an id of its own.");
        }

        return content.GetProperty("until").GetInt64() >= DateTimeOffset.UtcNow.ToUnixTimeSeconds()
            ? content.GetProperty("answers").EnumerateObject().ToDictionary(answer => answer.Name, answer => answer.Value)
            : throw RpcException.InvalidParams("The requestState has expired.");
    }

    private JsonElement? Verify(string state)
    {
        try
        {
            if (state.Split('.') is not [var first, var second])
            {
                return null;
            }

            var (payload, signature) = (Base64Url.DecodeFromChars(first), Base64Url.DecodeFromChars(second));
            var isOurs = CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, payload), signature);
            return isOurs ? JsonElement.Parse(Encoding.UTF8.GetString(payload)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Digest(RpcMessage message)
    {
        var salient = new JsonArray(
            message.Method, message.Params.Text("name"), message.Params.Text("uri"), message.Params.Member("arguments")?.ToNode());
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(salient.ToJsonString())));
    }
}
