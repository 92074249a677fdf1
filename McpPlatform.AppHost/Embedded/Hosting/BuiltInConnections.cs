using System.Globalization;
using McpPlatform.AppHost.Installation;
using McpPlatform.AppHost.Machine;
using McpPlatform.AppHost.Start;
using Npgsql;

namespace McpPlatform.AppHost.Hosting;

/// <summary>The connections that stand from the start, as settings of the Worker.</summary>
internal static class BuiltInConnections
{
    private const string Section = "BuiltInConnections";

    /// <summary>Writes them: the warehouse, the samples, the inbox, and the folders of <c>--files</c>.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Settings(AppHostOptions options, DataFolder folder, NpgsqlConnectionStringBuilder warehouse)
    {
        var folders = options.Files.Select(files => Folder(files.Key, files.Value, readOnly: false)).Append(Folder("inbox", folder.Inbox, readOnly: false));
        if (Repository.NpmPackage("vega-datasets") is { } samples)
        {
            folders = folders.Append(Folder("samples", Path.Combine(samples, "data"), readOnly: true));
        }

        return folders.SelectMany(settings => settings).Concat(Warehouse(warehouse));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Folder(string name, string root, bool readOnly) =>
        Connection(name, "files", ("root", root), ("readOnly", readOnly ? "true" : "false"));

    private static IEnumerable<KeyValuePair<string, string?>> Warehouse(NpgsqlConnectionStringBuilder warehouse) => Connection(
        "warehouse", "postgres",
        ("host", warehouse.Host!),
        ("port", warehouse.Port.ToString(CultureInfo.InvariantCulture)),
        ("database", warehouse.Database!),
        ("username", warehouse.Username!),
        ("password", warehouse.Password ?? ""),
        ("sslMode", warehouse.SslMode.ToString().ToLowerInvariant()));

    private static IEnumerable<KeyValuePair<string, string?>> Connection(string name, string connector, params (string Key, string Value)[] options) =>
        options.Select(option => KeyValuePair.Create($"{Section}:{name}:options:{option.Key}", (string?)option.Value))
            .Prepend(KeyValuePair.Create($"{Section}:{name}:connector", (string?)connector));
}
