using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;

namespace McpPlatform.Gateway.Registry;

/// <summary>What the file <c>plugin.yaml</c> of a plugin says. Its members are set one by one, so that those left out keep their defaults.</summary>
internal sealed record PluginContent(string Assembly)
{
    public string? Name { get; set; }

    public IReadOnlyList<string> Arguments { get; set; } = [];

    public IReadOnlyDictionary<string, string>? Environment { get; set; }

    public RiskClass Risk { get; set; } = RiskClass.Medium;

    public IReadOnlyList<string> Tags { get; set; } = [];

    public string? Owner { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(PluginContent))]
internal sealed partial class PluginJson : JsonSerializerContext;

/// <summary>
/// A folder with a .NET program that is an MCP server on its standard streams. It runs as a process of its own, started as <c>dotnet</c> starts it;
/// when its files change it is another program, so that the old one ends.
/// </summary>
internal static class PluginFolder
{
    public const string Description = "plugin.yaml";
    private const int MaxDescriptionBytes = 65_536;
    private const long MaxBytes = 512L * 1_024 * 1_024;

    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidInputException">It is no plugin; the message says why.</exception>
    public static async Task<AddUpstream> ReadAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var yaml = await FolderItem.TextAsync(Path.Combine(folder.FullName, Description), MaxDescriptionBytes, cancellationToken);
        var content = YamlText.Read(yaml, "assembly: Weather.dll", Read);
        var assembly = AssemblyIn(folder, content.Assembly);
        return new AddUpstream(content.Name ?? folder.Name)
        {
            Transport = UpstreamTransport.Stdio,
            Program = new UpstreamProgram(
                "dotnet", [assembly, .. content.Arguments], content.Environment, folder.FullName, await DigestAsync(folder, cancellationToken)),
            Risk = content.Risk, Tags = content.Tags, Owner = content.Owner,
        };
    }

    private static PluginContent Read(JsonObject json)
    {
        YamlText.RequireKnown(json, PluginJson.Default.PluginContent, "$");
        return json.Deserialize(PluginJson.Default.PluginContent)!;
    }

    private static string AssemblyIn(DirectoryInfo folder, string name)
    {
        if (name != Path.GetFileName(name) || Path.GetExtension(name) != ".dll" || !File.Exists(Path.Combine(folder.FullName, name)))
        {
            throw new InvalidInputException($"'assembly' must name a .dll that lies beside '{Description}'.");
        }

        return File.Exists(Path.Combine(folder.FullName, Path.ChangeExtension(name, ".runtimeconfig.json")))
            ? Path.Combine(folder.FullName, name)
            : throw new InvalidInputException($"'{name}' cannot be started: its .runtimeconfig.json is missing. Put here what 'dotnet publish' made of the program.");
    }

    private static async Task<string> DigestAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var files = FolderItem.FilesIn(folder);
        if (files.Sum(f => f.Length) > MaxBytes)
        {
            throw new InvalidInputException($"Its files have more than {MaxBytes} bytes.");
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            digest.AppendData(Encoding.UTF8.GetBytes($"{Path.GetRelativePath(folder.FullName, file.FullName)}\0"));
            await using var stream = file.OpenRead();
            digest.AppendData(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
