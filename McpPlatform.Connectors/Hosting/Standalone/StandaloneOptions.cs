using System.Net;

namespace McpPlatform.Connectors.Hosting.Standalone;

/// <summary>Command line of a connector that runs alone.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="Http">Where MCP is served over HTTP; <see langword="null"/> for standard input and output.</param>
/// <param name="Data">Where rows are served over TCP.</param>
/// <param name="AnnouncedHost">Host that links name; <see langword="null"/> for the one listened on.</param>
internal sealed record StandaloneOptions(string Connector, IPEndPoint? Http, IPEndPoint Data, string? AnnouncedHost)
{
    public const string Usage = "Usage: <connector> [--http ADDRESS:PORT [--data ADDRESS:PORT] [--announce HOST]]";

    /// <summary>Reads the command line.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="error">What is wrong with it.</param>
    public static StandaloneOptions? Parse(IReadOnlyList<string> args, out string error)
    {
        error = Usage;
        if (args.Count == 0 || args[0].StartsWith('-') || args.Count % 2 == 0)
        {
            return null;
        }

        var options = new StandaloneOptions(args[0], null, new IPEndPoint(IPAddress.Loopback, 0), null);
        for (var i = 1; i < args.Count; i += 2)
        {
            if (options.With(args[i], args[i + 1]) is not { } changed)
            {
                error = $"'{args[i]} {args[i + 1]}' is not understood. {Usage}";
                return null;
            }

            options = changed;
        }

        return options;
    }

    private StandaloneOptions? With(string name, string value) => name switch
    {
        "--http" when IPEndPoint.TryParse(value, out var http) => this with { Http = http, Data = new IPEndPoint(http.Address, Data.Port) },
        "--data" when IPEndPoint.TryParse(value, out var data) => this with { Data = data },
        "--announce" => this with { AnnouncedHost = value },
        _ => null,
    };
}
