using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;

namespace McpPlatform.Gateway.Registry;

/// <summary>A definition of an upstream in YAML: the same members as in the HTTP API. Without a name it is called like its file.</summary>
internal static class UpstreamFile
{
    /// <param name="fileName">Name of the file.</param>
    /// <param name="yaml">What it says.</param>
    /// <exception cref="InvalidInputException">It is no definition of an upstream.</exception>
    public static AddUpstream Read(string fileName, string yaml) => YamlText.Read(yaml, "url: https://tools.example.com/mcp", json =>
    {
        json["name"] ??= Path.GetFileNameWithoutExtension(fileName);
        YamlText.RequireKnown(json, ContractsJson.Default.AddUpstream, "$");
        YamlText.RequireKnown(json["program"] as JsonObject, ContractsJson.Default.UpstreamProgram, "$.program");
        YamlText.RequireKnown(json["rateLimit"] as JsonObject, ContractsJson.Default.UpstreamRateLimit, "$.rateLimit");
        YamlText.RequireKnown(json["price"] as JsonObject, ContractsJson.Default.UpstreamPrice, "$.price");
        YamlText.RequireKnown(json["tokenExchange"] as JsonObject, ContractsJson.Default.UpstreamTokenExchange, "$.tokenExchange");
        var upstream = json.Deserialize(ContractsJson.Default.AddUpstream)!;
        return upstream.Sandbox is null && upstream.Transport != UpstreamTransport.Sandbox
            ? upstream
            : throw new InvalidInputException("It describes a tool of the sandbox. Put the tool's code here instead, with its definition beside it: NAME.js and NAME.tool.yaml.");
    });
}
