using System.Text.Json;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>A request to an upstream that is one tool in the sandbox. It lists that tool, calls it, and knows nothing else.</summary>
internal sealed class SandboxCall(SandboxedCode code, UpstreamRequest request) : IUpstreamCall
{
    private bool acknowledged;

    public bool IsStateless => true;

    public async ValueTask<UpstreamStep> NextAsync(CancellationToken cancellationToken) => request.Method switch
    {
        Methods.ToolsCall => Result(await code.CallAsync(JsonMembers.Find(request.Params, "arguments"u8), request.Clock?.Left, cancellationToken)),
        Methods.ToolsList => Result(MessageWriter.Build(List)),
        Methods.Discover => Result("{}"u8.ToArray()),
        Methods.Listen => await ListenAsync(cancellationToken),
        _ => new Finished(new Envelope(EnvelopeKind.Error, MessageWriter.Build(Unknown))),
    };

    public ValueTask AnswerAsync(IReadOnlyDictionary<string, Envelope> answers, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Code in the sandbox asks nobody.");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Another definition is another upstream, so of this one nothing is ever heard.
    private async Task<UpstreamStep> ListenAsync(CancellationToken cancellationToken)
    {
        if (acknowledged)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        acknowledged = true;
        return new Told(Methods.Acknowledged, default);
    }

    private static Finished Result(ReadOnlyMemory<byte> result) => new(new Envelope(EnvelopeKind.Result, result));

    private void List(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("tools"u8);
        writer.WriteRawValue(code.Definition.Span, skipInputValidation: true);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void Unknown(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("code"u8, ErrorCodes.MethodNotFound);
        writer.WriteString("message"u8, $"A tool in the sandbox has no '{request.Method}'.");
        writer.WriteEndObject();
    }
}
