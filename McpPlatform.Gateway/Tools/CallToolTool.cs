using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Tools;

/// <summary>
/// <c>call_tool</c>: any tool by its name, for agents that do not list it. Nothing is called here: a call of it becomes a call of the named tool
/// before it is routed, so that it passes every stage as that.
/// </summary>
internal sealed class CallToolTool() : PlatformTool(About)
{
    public const string ToolName = "call_tool";

    private static readonly ToolDescription About = new(
        ToolName, "Call a tool", "Calls a tool that find_tools found, by its name and with its arguments; answers what that tool answers.", Actions.CallTool, ReadOnly: false);

    public override ReadOnlyMemory<byte> Definition { get; } = About.ToDefinition(ToolSchemas.Of(ToolJson.Default.CallToolArguments));

    /// <summary>Makes a call of this tool a call of the tool it names; others stay as they are.</summary>
    /// <exception cref="McpErrorException">It names none.</exception>
    public static void Unwrap(Call call)
    {
        if (call.Method != Methods.ToolsCall || call.Name != ToolName)
        {
            return;
        }

        var given = JsonMembers.Find(call.Request.Params, "arguments"u8);
        var name = JsonMembers.IsObject(given) ? JsonMembers.Text(given, "name"u8) : null;
        if (name is null or ToolName)
        {
            throw new McpErrorException(ErrorCodes.InvalidParams, "'call_tool' needs 'name', the name of a tool that 'find_tools' found, and its 'arguments'.");
        }

        call.Become(name, Params(call.Request.Params, given, name));
    }

    // What else the agent sent, such as answers to questions, belongs to the named tool.
    private static ReadOnlyMemory<byte> Params(ReadOnlyMemory<byte> outer, ReadOnlyMemory<byte> given, string name) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, name);
        var arguments = JsonMembers.Find(given, "arguments"u8);
        if (!arguments.IsEmpty)
        {
            writer.WriteRaw("arguments"u8, arguments);
        }

        writer.CopyMembers(outer, static members => members.Is("name"u8) || members.Is("arguments"u8));
        writer.WriteEndObject();
    });

    public override Task<ToolResult> InvokeAsync(Principal by, ReadOnlyMemory<byte> arguments, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("A call of it was not unwrapped.");
}
