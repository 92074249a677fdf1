using System.Text.Json;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Translation;

/// <summary>Turns the answer of an upstream of one era into one for an agent of the other. Within an era it is passed on as it came.</summary>
internal static class ResultTranslation
{
    public static Reply ToReply(Call call, Envelope response, Era from)
    {
        if (response.Kind == EnvelopeKind.Error)
        {
            return Reply.Of(Translate(MessageWriter.ReadError(response.Error), call, from));
        }

        if (from == Era.Modern && call.Offer?.Item.ReadOnlyPin is not null)
        {
            call.Hint = AnswerHint.In(response.Result);
        }

        // The gateway's own sandbox says in a key of the gateway what a call used.
        var result = call.Offer?.Upstream is { Config.Address: SandboxAddress } ? response.Result : OwnKeys.Removed(response.Result);
        return Reply.Of((from, call.Agent.Era) switch
        {
            (Era.Legacy, Era.Modern) => ToModern(call.Method, result),
            (Era.Modern, Era.Legacy) => ToLegacy(result),
            _ => result,
        });
    }

    /// <summary>Parameters of a log message or of progress for the agent; empty when the agent does not want it.</summary>
    public static ReadOnlyMemory<byte> ToldParams(Call call, ReadOnlyMemory<byte> token, string method, ReadOnlyMemory<byte> parameters) => method switch
    {
        Methods.Progress when token.IsEmpty => default,
        Methods.Progress => WithToken(OwnKeys.Removed(parameters), token),
        Methods.Message => LogLevels.IsAtLeast(JsonMembers.Text(parameters, "level"u8), call.LogLevel) ? OwnKeys.Removed(parameters) : default,

        // The modern era knows no other notifications on the way to an answer (2026-07-28, Streamable HTTP: Receiving Messages).
        _ => call.Agent.Era == Era.Legacy ? OwnKeys.Removed(parameters) : default,
    };

    private static ReadOnlyMemory<byte> ToModern(string method, ReadOnlyMemory<byte> result) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resultType"u8, "complete"u8);
        writer.CopyMembers(result, static members => members.Is("_meta"u8));
        if (method == Methods.ResourcesRead)
        {
            Server.WriteCaching(writer, TimeSpan.Zero);
        }

        writer.WriteStartObject("_meta"u8);
        writer.CopyMembers(JsonMembers.Find(result, "_meta"u8), static members => members.Is(MetaKeys.ServerInfo));
        writer.WriteRaw(MetaKeys.ServerInfo, Server.Info);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static ReadOnlyMemory<byte> ToLegacy(ReadOnlyMemory<byte> result)
    {
        var structured = JsonMembers.Find(result, "structuredContent"u8);
        var isObject = structured.IsEmpty || JsonMembers.IsObject(structured);
        return MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            writer.CopyMembers(result, members => members.Is("resultType"u8) || members.Is("ttlMs"u8) || members.Is("cacheScope"u8)
                || (!isObject && members.Is("structuredContent"u8)));
            writer.WriteEndObject();
        });
    }

    // A missing resource has a code of its own in the legacy era, and is an invalid parameter with its address in the modern one.
    private static McpError Translate(McpError error, Call call, Era from) => (from, call.Agent.Era, call.Method) switch
    {
        (Era.Legacy, Era.Modern, Methods.ResourcesRead) when error.Code == ErrorCodes.ResourceNotFound => error with { Code = ErrorCodes.InvalidParams },
        (Era.Modern, Era.Legacy, Methods.ResourcesRead) when error.Code == ErrorCodes.InvalidParams && JsonMembers.Text(error.Data, "uri"u8) is not null
            => error with { Code = ErrorCodes.ResourceNotFound },
        _ => error,
    };

    private static ReadOnlyMemory<byte> WithToken(ReadOnlyMemory<byte> parameters, ReadOnlyMemory<byte> token) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteRaw(MetaKeys.ProgressToken, token);
        writer.CopyMembers(parameters, static members => members.Is(MetaKeys.ProgressToken));
        writer.WriteEndObject();
    });
}
