using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Metering;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Guard.Schemas;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>What code of tools needs to run.</summary>
internal sealed record SandboxAccess(ISandbox Sandbox, IToolCode Code);

/// <summary>
/// The code behind an upstream that is one tool. It is fetched when it is called first. Whatever goes wrong in it is an answer of the tool, in one
/// sentence, and no error of the protocol: the agent can do something about it.
/// </summary>
internal sealed class SandboxedCode(UpstreamConfig config, SandboxProgram program, SandboxAccess access)
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private static readonly ReadOnlyMemory<byte> NoArguments = "{}"u8.ToArray();
    private readonly Lazy<JsonSchema?> results = new(() => OutputSchemaOf(program.Definition));
    private volatile SandboxedTool? tool;

    /// <summary>The tool's definition.</summary>
    public ReadOnlyMemory<byte> Definition { get; } = Encoding.UTF8.GetBytes(program.Definition);

    /// <summary>Calls the tool.</summary>
    /// <param name="arguments">Raw JSON that fits its input schema; empty for none.</param>
    /// <param name="left">How long the call may still take; <see langword="null"/> for as long as its quota allows.</param>
    /// <param name="cancellationToken">Ends the call, and the slot it runs in.</param>
    /// <returns>The raw result of the call.</returns>
    public async Task<ReadOnlyMemory<byte>> CallAsync(ReadOnlyMemory<byte> arguments, TimeSpan? left, CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is not { } loaded)
        {
            return Failed($"The code of the tool '{config.Name}' is not there. Put its files into the gateway's folder again.");
        }

        try
        {
            var quota = Within(SandboxTerms.Of(program.Code.Quota), left);
            var result = await access.Sandbox.RunAsync(loaded, config.Tenant, arguments.IsEmpty ? NoArguments : arguments, quota, cancellationToken);
            return result.Failure is { } failure ? Failed(failure.Message, result.CpuTime) : Succeeded(result.Output, result.CpuTime);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Failed($"The tool '{config.Name}' wants more memory than the setting 'Sandbox:MaxMemoryBytes' allows.");
        }
    }

    // A moment more than is left: so it is the call that ends, and not the tool that fails.
    private static SandboxQuota Within(SandboxQuota quota, TimeSpan? left) =>
        left + Grace is { } most && most < quota.WallTime ? quota with { WallTime = most } : quota;

    // Several at once may fetch it; they fetch the same.
    private async Task<SandboxedTool?> LoadAsync(CancellationToken cancellationToken)
    {
        if (tool is null && await access.Code.FindAsync(config.Tenant, program.Code.Digest, cancellationToken) is { } code)
        {
            tool = SandboxTerms.Tool(config.Name, program.Code, code);
        }

        return tool;
    }

    private ReadOnlyMemory<byte> Succeeded(ReadOnlyMemory<byte> output, TimeSpan cpu)
    {
        var json = Trimmed(output);
        if (results.Value is { } schema && Violation(schema, json) is { } unfit)
        {
            return Failed($"The tool '{config.Name}' answered with something that its 'outputSchema' does not allow: {unfit}", cpu);
        }

        return ToolResults.Of(Era.Modern, JsonMembers.AsText(json) ?? Encoding.UTF8.GetString(json.Span), writer =>
        {
            if (JsonMembers.IsObject(json))
            {
                writer.WriteRaw("structuredContent"u8, json);
            }
        }, meta => WriteUsage(meta, cpu));
    }

    private static ReadOnlyMemory<byte> Failed(string sentence, TimeSpan cpu = default) => ToolResults.Error(Era.Modern, sentence, meta => WriteUsage(meta, cpu));

    // The meter reads it there.
    private static void WriteUsage(Utf8JsonWriter writer, TimeSpan cpu)
    {
        writer.WriteStartObject(StatedUsage.Key);
        writer.WriteNumber("cpuMicroseconds"u8, (long)cpu.TotalMicroseconds);
        writer.WriteEndObject();
    }

    private static string? Violation(JsonSchema schema, ReadOnlyMemory<byte> json)
    {
        try
        {
            return schema.Validate(json).Select(v => v.Message).FirstOrDefault();
        }
        catch (JsonException)
        {
            return $"it is nested deeper than {SchemaLimits.MaxDepth}.";
        }
    }

    private static JsonSchema? OutputSchemaOf(string definition)
    {
        using var document = JsonDocument.Parse(definition);
        return document.RootElement.TryGetProperty("outputSchema", out var output) ? JsonSchema.Compile(output) : null;
    }

    private static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> json)
    {
        var whitespace = " \t\r\n"u8;
        var rest = json[(json.Length - json.Span.TrimStart(whitespace).Length)..];
        return rest[..rest.Span.TrimEnd(whitespace).Length];
    }
}
