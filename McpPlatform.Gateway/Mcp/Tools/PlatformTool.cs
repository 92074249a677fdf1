using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpPlatform.Gateway.Mcp.Tools;

/// <summary>
/// A tool: arguments and result are records whose schemas are published, and the result comes as structured content and as text. What would be
/// a problem in the HTTP API becomes a tool error with the same sentence, so that an agent can mend its call.
/// </summary>
internal abstract class PlatformTool<TArguments, TResult>(
    ToolDescription description, JsonTypeInfo<TArguments> arguments, JsonTypeInfo<TResult> result, ILogger logger) : McpServerTool
    where TArguments : class
{
    public override Tool ProtocolTool { get; } = new()
    {
        Name = description.Name,
        Title = description.Title,
        Description = description.Text,
        InputSchema = ToolSchemas.Of(arguments),
        OutputSchema = ToolSchemas.Of(result),
        Annotations = new ToolAnnotations { ReadOnlyHint = description.ReadOnly, DestructiveHint = !description.ReadOnly, OpenWorldHint = false },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            var answer = await CallAsync(McpCaller.Of(request), Read(request.Params?.Arguments), cancellationToken);
            var structured = JsonSerializer.SerializeToElement(answer, result);
            return new CallToolResult { StructuredContent = structured, Content = [new TextContentBlock { Text = structured.GetRawText() }] };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Failed(exception);
        }
    }

    protected abstract Task<TResult> CallAsync(Principal by, TArguments arguments, CancellationToken cancellationToken);

    private TArguments Read(IDictionary<string, JsonElement>? values)
    {
        try
        {
            var node = new JsonObject((values ?? new Dictionary<string, JsonElement>()).Select(v => KeyValuePair.Create(v.Key, ToNode(v.Value))));
            return node.Deserialize(arguments)!;
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(
                $"The arguments are not acceptable at {exception.Path ?? "$"}: a value is missing, unknown, or of the wrong kind. See the tool's input schema.");
        }
    }

    private static JsonNode? ToNode(JsonElement value) => JsonSerializer.SerializeToNode(value, Contracts.Json.ContractsJson.Default.JsonElement);

    private CallToolResult Failed(Exception exception)
    {
        var problem = Problems.Of(exception);
        var trace = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? "none";
        if (problem.Status == StatusCodes.Status500InternalServerError)
        {
            Log.McpToolFailed(logger, exception, description.Name, trace);
        }

        var text = problem.Status == StatusCodes.Status500InternalServerError ? $"{problem.Detail} Trace: {trace}." : problem.Detail!;
        return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = text }] };
    }
}

/// <summary>What a tool says about itself.</summary>
internal sealed record ToolDescription(string Name, string Title, string Text, bool ReadOnly);
