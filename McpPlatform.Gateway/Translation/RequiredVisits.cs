using System.Text;
using System.Text.Json;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>
/// Addresses a person has to visit before a legacy upstream does what was asked; it says so with an error and wants the request again. The modern
/// era has no such error, but rounds: the result asks for the visits, and the next round is the request sent again.
/// </summary>
internal static class RequiredVisits
{
    /// <summary>The result that asks for the visits; <see langword="null"/> when none are wanted, or when the agent's person did not want to go.</summary>
    public static Reply? ToReply(Call call, Envelope response, Era from)
    {
        if (from != Era.Legacy || response.Kind != EnvelopeKind.Error || !call.Agent.Can(InputRequests.CapabilityFor(Methods.Elicit)) || Declined(call))
        {
            return null;
        }

        var error = MessageWriter.ReadError(response.Error);
        var visits = error.Code == ErrorCodes.UrlElicitationRequired && !error.Data.IsEmpty ? Read(error.Data) : [];
        return visits.Count == 0 ? null : Reply.Of(InputRequests.ToResult(visits, state: null));
    }

    private static bool Declined(Call call) =>
        InputRequests.ReadAnswers(call.Request.Params).Values.Any(answer => JsonMembers.Text(answer.Result, "action"u8) is "decline" or "cancel");

    private static List<InputRequest> Read(ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("elicitations", out var visits) && visits.ValueKind == JsonValueKind.Array
            ? [.. visits.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.Object).Select(ToRequest)]
            : [];
    }

    private static InputRequest ToRequest(JsonElement visit, int index) =>
        new($"visit-{index + 1}", Methods.Elicit, Encoding.UTF8.GetBytes(visit.GetRawText()));
}
