using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpPlatform.Cli.Installations;

/// <summary>What a running installation writes into its data folder.</summary>
/// <param name="Gateway">The Gateway's address.</param>
/// <param name="Web">Address of the chat.</param>
/// <param name="Mcp">Address of the MCP endpoint.</param>
/// <param name="Pid">Its process.</param>
/// <param name="StartedAt">When it started.</param>
internal sealed record InstallationFile(Uri Gateway, Uri? Web, Uri? Mcp, int? Pid, DateTimeOffset? StartedAt)
{
    /// <summary>Name of the file.</summary>
    public const string Name = "installation.json";

    /// <summary>Name of the file with the administrator's key.</summary>
    public const string KeyName = "admin.key";

    /// <summary>Name of the file with the session this command line signed in to.</summary>
    public const string SessionName = "session.json";

    /// <summary>Reads it.</summary>
    /// <param name="folder">The data folder.</param>
    /// <exception cref="CliException">It is damaged.</exception>
    public static InstallationFile Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), InstallationJson.Default.InstallationFile)
                ?? throw new CliException($"'{path}' is empty. Start McpPlatform again; it writes the file anew.");
        }
        catch (JsonException)
        {
            throw new CliException($"'{path}' is damaged. Start McpPlatform again; it writes the file anew.");
        }
    }
}

/// <summary>The JSON of <see cref="InstallationFile"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InstallationFile))]
internal sealed partial class InstallationJson : JsonSerializerContext;
