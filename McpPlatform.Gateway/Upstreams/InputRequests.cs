using System.Globalization;
using System.Text;
using System.Text.Json;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>Questions of servers in both forms: requests of their own (legacy), and results that want another round (modern).</summary>
internal static class InputRequests
{
    private const string InputRequired = "input_required";

    /// <summary>The questions of a modern result; <see langword="null"/> when it is a final one.</summary>
    public static Asked? Read(ReadOnlyMemory<byte> result)
    {
        if (JsonMembers.Text(result, "resultType"u8) != InputRequired)
        {
            return null;
        }

        var requests = new List<InputRequest>();
        var members = new JsonMembers(JsonMembers.Find(result, "inputRequests"u8));
        while (members.MoveNext())
        {
            var key = members.Name();
            var request = members.Value();
            requests.Add(new InputRequest(key, JsonMembers.Text(request, "method"u8) ?? "", JsonMembers.Find(request, "params"u8)));
        }

        return new Asked(requests, result);
    }

    /// <summary>A modern result that asks what a legacy upstream asked with requests.</summary>
    public static ReadOnlyMemory<byte> ToResult(IReadOnlyList<InputRequest> requests, string? state) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resultType"u8, InputRequired);
        writer.WriteStartObject("inputRequests"u8);
        foreach (var request in requests)
        {
            writer.WriteStartObject(request.Key);
            writer.WriteString("method"u8, request.Method);
            writer.WriteStartObject("params"u8);
            writer.CopyMembers(request.Params, static members => members.Is("elicitationId"u8) || members.Is("_meta"u8));
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        if (state is not null)
        {
            writer.WriteString("requestState"u8, state);
        }

        Server.WriteMeta(writer);
        writer.WriteEndObject();
    });

    /// <summary>Parameters of a legacy request that asks what a modern upstream asked. Visits of an address have an id there.</summary>
    public static ReadOnlyMemory<byte> ToLegacyParams(InputRequest request)
    {
        if (request.Method != Methods.Elicit || JsonMembers.Text(request.Params, "mode"u8) != "url")
        {
            return request.Params;
        }

        return MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("elicitationId"u8, Guid.CreateVersion7());
            writer.CopyMembers(request.Params, static _ => false);
            writer.WriteEndObject();
        });
    }

    /// <summary>The capability an agent needs to be asked.</summary>
    public static ReadOnlySpan<byte> CapabilityFor(string method) => method switch
    {
        Methods.Elicit => "elicitation"u8,
        Methods.Sample => "sampling"u8,
        _ => "roots"u8,
    };

    /// <summary>The answer to a question that the agent cannot be asked.</summary>
    public static Envelope Unanswerable(string method) => NoAnswer(ErrorCodes.MethodNotFound, $"The agent declared no capability for '{method}'.");

    /// <summary>The answer to a question that the agent left open.</summary>
    public static Envelope Unanswered(string method, TimeSpan patience) => NoAnswer(ErrorCodes.AgentTimeout, string.Create(
        CultureInfo.InvariantCulture, $"The agent did not answer '{method}' within {patience.TotalSeconds:0.###} s."));

    /// <summary>The error of a call that needs a capability its modern agent did not declare.</summary>
    public static McpError Missing(string capability) => new(
        ErrorCodes.MissingCapability, $"The call needs the capability '{capability}', which the agent did not declare.", MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("requiredCapabilities"u8);
            writer.WriteStartObject(capability);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }));

    public static bool IsQuestion(string method) => method is Methods.Elicit or Methods.Sample or Methods.Roots;

    /// <summary>The answers in a modern request's parameters, by key.</summary>
    public static Dictionary<string, Envelope> ReadAnswers(ReadOnlyMemory<byte> parameters)
    {
        var answers = new Dictionary<string, Envelope>(StringComparer.Ordinal);
        var found = JsonMembers.Find(parameters, "inputResponses"u8);
        if (!JsonMembers.IsObject(found))
        {
            return answers;
        }

        var members = new JsonMembers(found);
        while (members.MoveNext())
        {
            var key = members.Name();
            answers[key] = new Envelope(EnvelopeKind.Result, members.Value().ToArray());
        }

        return answers;
    }

    /// <summary>An error in place of an answer.</summary>
    public static Envelope NoAnswer(int code, string message) => new(EnvelopeKind.Error, MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, code);
        writer.WriteString("message"u8, message);
        writer.WriteEndObject();
    }));
}
