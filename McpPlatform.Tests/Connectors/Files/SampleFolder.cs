using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>A folder of its own for one test, as a connection of the files connector.</summary>
public sealed class SampleFolder : IDisposable
{
    public SampleFolder() => Root = Directory.CreateTempSubdirectory("files-test-").FullName;

    public string Root { get; }

    public RunContext Run { get; init; } = new("default", Guid.CreateVersion7(), "target", Guid.CreateVersion7(), 1);

    /// <summary>The folder of vega-datasets.</summary>
    public static string Samples => FindSamples();

    public static ConnectionConfig ConnectionTo(string root, params (string Key, string Value)[] options) =>
        new("files", new Dictionary<string, string>(options.Select(o => KeyValuePair.Create(o.Key, o.Value))) { ["root"] = root });

    public ConnectionConfig Connection(params (string Key, string Value)[] options) => ConnectionTo(Root, options);

    public string Put(string name, string content) => Put(name, System.Text.Encoding.UTF8.GetBytes(content));

    public string Put(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return name;
    }

    public ReadRequest Read(string stream, params (string Key, string Value)[] options) =>
        new() { Connection = Connection(options), Run = Run, Stream = new StreamName(stream) };

    public DiscoverRequest Discover(string? stream, params (string Key, string Value)[] options) =>
        new() { Connection = Connection(options), Tenant = "default", Stream = stream is null ? null : new StreamName(stream) };

    public WriteRequest Write(
        WriteIntent intent, string target, IReadOnlyList<CatalogColumn> columns, SyncMode mode = SyncMode.FullRefreshOverwrite, RunContext? run = null) =>
        new() { Connection = Connection(), Run = run ?? Run, Intent = intent, Target = target, Mode = mode, Columns = columns };

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string FindSamples()
    {
        if (System.Environment.GetEnvironmentVariable("MCPP_SAMPLES") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "McpPlatform.AppHost", "node_modules", "vega-datasets", "data");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        throw new InvalidOperationException("vega-datasets is missing. Build McpPlatform.AppHost, or set MCPP_SAMPLES to its data folder.");
    }
}
