using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Where messages for agents hold what people and models read. All else (addresses, types, ids, cursors, states, names, <c>_meta</c>, annotations,
/// <c>data</c> and <c>blob</c>) belongs to the protocol, and would break if it changed.
/// </summary>
internal static class AnswerTexts
{
    private static readonly JsonPlaces All = JsonPlaces.Everything;

    private static readonly JsonPlaces Block = JsonPlaces.Of(
        ("text", All), ("resource", JsonPlaces.Of(("text", All))), ("title", All), ("description", All), ("structuredContent", All), ("input", All));

    // The result of a tool in a message of sampling holds blocks of its own.
    private static readonly JsonPlaces Content = Block.With(("content", Block));

    private static readonly JsonPlaces Messages = JsonPlaces.Of(("content", Content));

    /// <summary>Parameters of what a server asks an agent: the message of a form, the texts for its model.</summary>
    public static readonly JsonPlaces Question = JsonPlaces.Of(("message", All), ("messages", Messages), ("systemPrompt", All));

    /// <summary>Results of tools, prompts, resources and completion, and those that want another round.</summary>
    public static readonly JsonPlaces Result = JsonPlaces.Of(
        ("content", Content), ("structuredContent", All), ("contents", JsonPlaces.Of(("text", All))), ("messages", Messages), ("description", All),
        ("completion", JsonPlaces.Of(("values", All))), ("inputRequests", JsonPlaces.Each(JsonPlaces.Of(("params", Question)))));

    /// <summary>Data of errors, which each server shapes as it likes.</summary>
    public static readonly JsonPlaces ErrorData =
        JsonPlaces.AllBut("uri", "url", "elicitationId", "requestState", "_meta").With(("elicitations", JsonPlaces.Of(("message", All))));

    private static readonly JsonPlaces Log = JsonPlaces.Of(("data", All));

    private static readonly JsonPlaces Progress = JsonPlaces.Of(("message", All));

    private static readonly JsonPlaces Other =
        JsonPlaces.AllBut("uri", "url", "elicitationId", "taskId", "requestId", "progressToken", "createdAt", "lastUpdatedAt", "_meta");

    /// <summary>Parameters of a notification; <see langword="null"/> where it says nothing but what the protocol has it say.</summary>
    public static JsonPlaces? Of(string notification) => notification switch
    {
        Methods.Message => Log,
        Methods.Progress => Progress,
        Methods.ToolsChanged or Methods.PromptsChanged or Methods.ResourcesChanged or Methods.ResourceUpdated or Methods.Acknowledged => null,
        _ => Other,
    };
}
