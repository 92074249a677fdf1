using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.AppHost.Installation;

namespace McpPlatform.AppHost.Start;

/// <summary>Reads the command line.</summary>
internal static partial class CommandLine
{
    public const string Usage =
        """
        McpPlatform: words to data. Starts everything and prints where it is.

          --data DIR         folder of everything that stays (default: .mcp-platform beside McpPlatform.sln; or MCPP_DATA)
          --files NAME=DIR   makes a folder a connection; may be given several times
          --ask "WORDS"      plans, approves as the local administrator, runs once, prints plan and result
          --json             with --ask: standard output holds exactly one JSON object
          --exit             stops afterwards: 0 succeeded, 2 needs input or approval, 1 otherwise
          --port N           port of API and MCP endpoint (default 5080)
          --web-port N       port of the workbench (default 5090)
          --help             prints this
        """;

    private static readonly string[] Reserved = ["warehouse", "samples", "inbox"];

    /// <summary>Reads it: options, or what is wrong, or neither when help is wanted.</summary>
    public static (AppHostOptions? Options, string? Error) Parse(IReadOnlyList<string> arguments)
    {
        var files = new Dictionary<string, string>();
        var options = new AppHostOptions { DataFolder = DataFolder.Default(), Files = files };
        var rest = new Queue<string>(arguments);
        try
        {
            while (rest.TryDequeue(out var name))
            {
                if (name is "--help" or "-h")
                {
                    return (null, null);
                }

                options = Apply(options, files, name, rest);
            }

            return options is { Json: true, Ask: null } ? throw new FormatException("--json needs --ask.") : (options, null);
        }
        catch (FormatException e)
        {
            return (null, $"{e.Message}\n\n{Usage}");
        }
    }

    private static AppHostOptions Apply(AppHostOptions options, Dictionary<string, string> files, string name, Queue<string> rest)
    {
        switch (name)
        {
            case "--data":
                return options with { DataFolder = Path.GetFullPath(Value(name, rest)) };
            case "--files":
                AddFolder(files, Value(name, rest));
                return options;
            case "--ask":
                return options with { Ask = Value(name, rest) };
            case "--json":
                return options with { Json = true };
            case "--exit":
                return options with { Exit = true };
            case "--port":
                return options with { GatewayPort = Port(name, rest) };
            case "--web-port":
                return options with { WebPort = Port(name, rest) };
            default:
                throw new FormatException($"'{name}' is not known.");
        }
    }

    private static string Value(string name, Queue<string> rest) =>
        rest.TryDequeue(out var value) && value.Length > 0 ? value : throw new FormatException($"{name} needs a value.");

    private static int Port(string name, Queue<string> rest) =>
        int.TryParse(Value(name, rest), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : throw new FormatException($"{name} needs a number from 1 to 65535.");

    private static void AddFolder(Dictionary<string, string> files, string value)
    {
        if (value.Split('=', 2) is not [var name, var folder] || !ConnectionName().IsMatch(name))
        {
            throw new FormatException("--files needs NAME=DIR; NAME has 1 to 63 lower-case letters, digits, '-' or '_' and begins with a letter.");
        }

        if (Reserved.Contains(name) || files.ContainsKey(name))
        {
            throw new FormatException($"--files: there is a connection '{name}' already; choose another name.");
        }

        files[name] = Directory.Exists(folder) ? Path.GetFullPath(folder) : throw new FormatException($"--files: there is no folder '{folder}'.");
    }

    [GeneratedRegex("^[a-z][a-z0-9_-]{0,62}$")]
    private static partial Regex ConnectionName();
}
