using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Tools;

/// <summary>A tool of the platform itself.</summary>
internal abstract class PlatformTool(ToolDescription description)
{
    public string Name => description.Name;

    /// <summary>What a caller must be allowed to do; a name of <see cref="Actions"/>.</summary>
    public string Action => description.Action;

    /// <summary>Its definition as agents see it.</summary>
    public abstract ReadOnlyMemory<byte> Definition { get; }

    /// <summary>Does it.</summary>
    /// <param name="by">On whose behalf.</param>
    /// <param name="arguments">Raw JSON object; empty for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public abstract Task<ToolResult> InvokeAsync(Principal by, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken);
}

/// <summary>
/// A tool whose arguments and result are records, whose schemas are published. What would be a problem in the HTTP API becomes a tool error with
/// the same sentence, so that an agent can mend its call.
/// </summary>
internal abstract class PlatformTool<TArguments, TResult>(
    ToolDescription description, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TResult> result, ILogger logger) : PlatformTool(description)
    where TArguments : class
{
    private static readonly ReadOnlyMemory<byte> NoArguments = "{}"u8.ToArray();

    public override ReadOnlyMemory<byte> Definition { get; } = description.ToDefinition(ToolSchemas.Of(arguments), ToolSchemas.Of(result));

    public override async Task<ToolResult> InvokeAsync(Principal by, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await CallAsync(by, Read(arguments.IsEmpty ? NoArguments : arguments), cancellationToken);
            return new ToolResult(JsonSerializer.SerializeToUtf8Bytes(answer, result), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new ToolResult(default, Explain(exception));
        }
    }

    protected abstract Task<TResult> CallAsync(Principal by, TArguments arguments, CancellationToken cancellationToken);

    private TArguments Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, arguments)!;
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                $"The arguments are not acceptable at {exception.Path ?? "$"}: a value is missing, unknown, or of the wrong kind. See the tool's input schema.");
        }
    }

    private string Explain(Exception exception)
    {
        var problem = Problems.Of(exception);
        if (problem.Status != StatusCodes.Status500InternalServerError)
        {
            return problem.Detail!;
        }

        var trace = Activity.Current?.TraceId.ToString() ?? "none";
        Log.McpToolFailed(logger, exception, Name, trace);
        return $"{problem.Detail} Trace: {trace}.";
    }
}

/// <summary>What came of a tool: a result as JSON, or a sentence that says why not.</summary>
internal sealed record ToolResult(ReadOnlyMemory<byte> Structured, string? Error);

/// <summary>What a tool says about itself.</summary>
internal sealed record ToolDescription(string Name, string Title, string Text, string Action, bool ReadOnly)
{
    public ReadOnlyMemory<byte> ToDefinition(JsonElement input, JsonElement? output = null) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteString("title"u8, Title);
        writer.WriteString("description"u8, Text);
        writer.WritePropertyName("inputSchema"u8);
        input.WriteTo(writer);
        if (output is { } schema)
        {
            writer.WritePropertyName("outputSchema"u8);
            schema.WriteTo(writer);
        }

        writer.WriteStartObject("annotations"u8);
        writer.WriteBoolean("readOnlyHint"u8, ReadOnly);
        writer.WriteBoolean("destructiveHint"u8, !ReadOnly);
        writer.WriteBoolean("openWorldHint"u8, false);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
