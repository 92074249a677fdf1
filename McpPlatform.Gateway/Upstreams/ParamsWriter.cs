using System.Diagnostics;
using System.Text.Json;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// Writes an agent's request for an upstream of either era: names as the upstream knows them, <c>_meta</c> as its era wants it, everything
/// else copied as it stands.
/// </summary>
internal static class ParamsWriter
{
    /// <summary>Writes the whole message.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">What the upstream speaks.</param>
    /// <param name="number">The gateway's own id and progress token: agents choose theirs without knowing of each other.</param>
    /// <param name="round">Answers and state for a modern upstream's next round; <see langword="null"/> in the first.</param>
    public static ReadOnlyMemory<byte> Message(UpstreamRequest request, Era target, long number, Round? round = null) =>
        MessageWriter.Build((request, target, number, round), static (writer, what) =>
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc"u8, "2.0"u8);
            writer.WriteNumber("id"u8, what.number);
            writer.WriteString("method"u8, what.request.Method);
            writer.WritePropertyName("params"u8);
            Write(writer, what.request, what.target, what.number, what.round);
            writer.WriteEndObject();
        });

    private static void Write(Utf8JsonWriter writer, UpstreamRequest request, Era target, long token, Round? round)
    {
        writer.WriteStartObject();
        var members = new JsonMembers(request.Params);
        var seen = 0;
        while (members.MoveNext())
        {
            CheckOnce(members, ref seen);
            if (members.Is("_meta"u8) || IsReplaced(members, target, round))
            {
                members.Value();
            }
            else if (!request.State.IsEmpty && members.Is("requestState"u8))
            {
                members.Value();
                writer.WriteRaw("requestState"u8, request.State);
            }
            else if (request.Name is not null && members.Is("name"u8))
            {
                members.Value();
                writer.WriteString("name"u8, request.Name);
            }
            else if (request.Name is not null && members.Is("ref"u8))
            {
                WriteReference(writer, members.Value(), request.Name);
            }
            else
            {
                writer.Copy(ref members);
            }
        }

        round?.Write(writer);
        WriteMeta(writer, request, target, token);
        writer.WriteEndObject();
    }

    // What was looked at is the first of its name; a server that takes the last would do something else.
    private static void CheckOnce(JsonMembers members, ref int seen)
    {
        var bit = members.Is("name"u8) ? 1 : members.Is("arguments"u8) ? 2 : members.Is("uri"u8) ? 4 : members.Is("ref"u8) ? 8 : 0;
        seen = (seen & bit) == 0 ? seen | bit : throw new McpErrorException(ErrorCodes.InvalidParams, $"'{members.Name()}' comes twice in the parameters.");
    }

    // Answers of an agent belong to a modern upstream; a legacy one gets them as responses to its own requests.
    private static bool IsReplaced(JsonMembers members, Era target, Round? round) =>
        (target == Era.Legacy || round is not null) && (members.Is("inputResponses"u8) || members.Is("requestState"u8));

    private static void WriteReference(Utf8JsonWriter writer, ReadOnlyMemory<byte> reference, string name)
    {
        writer.WriteStartObject("ref"u8);
        writer.WriteString("name"u8, name);
        writer.CopyMembers(reference, static members => members.Is("name"u8));
        writer.WriteEndObject();
    }

    private static void WriteMeta(Utf8JsonWriter writer, UpstreamRequest request, Era target, long token)
    {
        writer.WriteStartObject("_meta"u8);
        var span = OwnSpan;
        writer.CopyMembers(JsonMembers.Find(request.Params, "_meta"u8), span is null ? IsOurs : IsOursOrTrace);
        if (span is not null)
        {
            WriteTrace(writer, span);
        }

        if (!request.ProgressToken.IsEmpty)
        {
            writer.WriteNumber(MetaKeys.ProgressToken, token);
        }

        if (request.Clock is { } clock)
        {
            writer.WriteNumber(MetaKeys.Deadline, Math.Max(1, (long)clock.Left.TotalMilliseconds));
        }

        if (target == Era.Modern)
        {
            WriteProfile(writer, request);
        }

        writer.WriteEndObject();
    }

    // The gateway's own span, where it has one, is the parent of what the upstream does; else what the agent said goes on.
    private static Activity? OwnSpan => Activity.Current is { IdFormat: ActivityIdFormat.W3C } span && span.Source == GatewayTelemetry.Activities ? span : null;

    private static void WriteTrace(Utf8JsonWriter writer, Activity span)
    {
        writer.WriteString(MetaKeys.TraceParent, span.Id);
        if (span.TraceStateString is { Length: > 0 } state)
        {
            writer.WriteString(MetaKeys.TraceState, state);
        }
    }

    private static void WriteProfile(Utf8JsonWriter writer, UpstreamRequest request)
    {
        writer.WriteString(MetaKeys.Version, Revisions.Modern);
        if (!request.Agent.ClientInfo.IsEmpty)
        {
            writer.WriteRaw(MetaKeys.ClientInfo, request.Agent.ClientInfo);
        }

        writer.WriteRaw(MetaKeys.Capabilities, request.Agent.Capabilities);
        if (request.LogLevel is not null)
        {
            writer.WriteString(MetaKeys.LogLevel, request.LogLevel);
        }
    }

    private static bool IsOurs(JsonMembers members) =>
        members.Is(MetaKeys.ProgressToken) || members.Is(MetaKeys.Version) || members.Is(MetaKeys.ClientInfo)
        || members.Is(MetaKeys.Capabilities) || members.Is(MetaKeys.LogLevel) || members.Is(MetaKeys.Deadline);

    private static bool IsOursOrTrace(JsonMembers members) => IsOurs(members) || members.Is(MetaKeys.TraceParent) || members.Is(MetaKeys.TraceState);
}

/// <summary>What a modern upstream is given in a further round.</summary>
/// <param name="Answers">The agent's answers by key.</param>
/// <param name="State">The state it gave, raw; empty for none.</param>
internal sealed record Round(IReadOnlyDictionary<string, Envelope> Answers, ReadOnlyMemory<byte> State)
{
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("inputResponses"u8);
        foreach (var (key, answer) in Answers)
        {
            writer.WritePropertyName(key);
            writer.WriteRawValue(answer.Result.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
        if (!State.IsEmpty)
        {
            writer.WriteRaw("requestState"u8, State);
        }
    }
}
