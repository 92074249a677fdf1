using System.Text.Json;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Firewall;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Looks at the arguments of a tool of somebody else before it gets them: they must be an object, fit the tool's schema, say nothing twice, and name no
/// address of a private network. How deep they may be nested was seen at the door. What does not fit is a tool's error, so that a model can mend its call (2025-11-25, Tools: Error Handling).
/// </summary>
internal sealed class CallInspection(IArgumentGuard guard)
{
    private static readonly ReadOnlyMemory<byte> None = "{}"u8.ToArray();

    // Who reads the first of two members of one name, and who the last, would not see the same call.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = EnvelopeReader.MaxDepth };

    /// <summary>The answer to a call that goes no further; <see langword="null"/> for one that goes on.</summary>
    /// <exception cref="McpErrorException">The arguments are no object, or say something twice.</exception>
    public Reply? Check(Call call)
    {
        if (call is not { Method: Methods.ToolsCall, Offer: { Upstream: not null } offer })
        {
            return null;
        }

        var arguments = JsonMembers.Find(call.Request.Params, "arguments"u8);
        using var document = Parse(arguments.IsEmpty ? None : arguments);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? Problem(document.RootElement, offer) is { } problem ? Reply.Of(ToolResults.Error(call.Agent.Era, problem)) : null
            : throw new McpErrorException(ErrorCodes.InvalidParams, "'arguments' must be an object.");
    }

    // That it is JSON was seen at the door.
    private static JsonDocument Parse(ReadOnlyMemory<byte> arguments)
    {
        try
        {
            return JsonDocument.Parse(arguments, Strict);
        }
        catch (JsonException)
        {
            throw new McpErrorException(ErrorCodes.InvalidParams, "'arguments' names a member of an object twice; give each name once.");
        }
    }

    private string? Problem(JsonElement arguments, Offer offer) => Misfit(arguments, offer) ?? guard.Refusal(arguments);

    private static string? Misfit(JsonElement arguments, Offer offer) =>
        offer.Item.Arguments is { } schema && !schema.IsValid(arguments)
            ? $"The arguments do not fit the tool's input schema. {string.Join(' ', schema.Validate(arguments).Select(v => v.Message))}"
            : null;
}
