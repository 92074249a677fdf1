using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Tests.Mcp.Fixture.Features;
using McpPlatform.Tests.Mcp.Fixture.Wire;
using Microsoft.AspNetCore.Http;

namespace McpPlatform.Tests.Mcp.Fixture.Modern;

/// <summary>Headers that repeat what the body says. They must say the same.</summary>
internal static class MirroredHeaders
{
    public static void Check(IHeaderDictionary headers, RpcMessage message)
    {
        // Only names and parameters may be encoded; a method is compared as it stands.
        if (headers[RequestHeaders.Method] != message.Method)
        {
            throw RpcException.HeaderMismatch($"{RequestHeaders.Method} does not repeat '{message.Method}'.");
        }

        if (NameIn(message) is { } name && HeaderText.Read(RequestHeaders.Name, headers[RequestHeaders.Name]) != name)
        {
            throw RpcException.HeaderMismatch($"{RequestHeaders.Name} does not repeat '{name}'.");
        }
    }

    /// <summary>The same for the arguments that the tool's schema wants mirrored.</summary>
    public static void CheckArguments(IHeaderDictionary headers, RpcMessage message, FixtureTool tool) =>
        CheckLevel(headers, tool.InputSchema, message.Params.Member("arguments"));

    private static string? NameIn(RpcMessage message) => message.Method switch
    {
        "tools/call" or "prompts/get" => message.Params.Text("name"),
        "resources/read" => message.Params.Text("uri"),
        _ => null,
    };

    private static void CheckLevel(IHeaderDictionary headers, JsonObject schema, JsonElement? arguments)
    {
        foreach (var (name, property) in schema["properties"] as JsonObject ?? [])
        {
            var value = arguments?.Member(name);
            if (property?["x-mcp-header"]?.GetValue<string>() is { } suffix)
            {
                CheckArgument(headers, $"{RequestHeaders.ParameterPrefix}{suffix}", value);
            }

            CheckLevel(headers, property!.AsObject(), value);
        }
    }

    private static void CheckArgument(IHeaderDictionary headers, string header, JsonElement? value)
    {
        var said = HeaderText.Read(header, headers[header]);
        var isMatch = value switch
        {
            null or { ValueKind: JsonValueKind.Null } => said is null,
            { ValueKind: JsonValueKind.Number } number => Number(said) == number.GetDecimal(),
            { ValueKind: JsonValueKind.String } text => said == text.GetString(),
            { } other => said == other.GetRawText(),
        };
        if (!isMatch)
        {
            throw RpcException.HeaderMismatch($"{header} does not repeat its argument.");
        }
    }

    private static decimal? Number(string? said) =>
        decimal.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
