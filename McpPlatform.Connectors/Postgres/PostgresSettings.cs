using System.Globalization;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres;

/// <summary>The options of a connection, checked all at once.</summary>
/// <param name="Host">Server.</param>
/// <param name="Port">Port.</param>
/// <param name="Database">Database.</param>
/// <param name="Username">Role.</param>
/// <param name="Password">Password or a reference to it; <see langword="null"/> for none.</param>
/// <param name="SslMode">How the transport is protected.</param>
/// <param name="Schema">Namespace of targets that name none.</param>
internal sealed record PostgresSettings(
    string Host, int Port, string Database, string Username, string? Password, SslMode SslMode, string Schema)
{
    /// <summary>The options in the order of a form.</summary>
    public static IReadOnlyList<ConnectorOption> Options { get; } =
    [
        new("host", "Host", OptionKind.Text, true, null, "Name or address of the server."),
        new("port", "Port", OptionKind.Number, false, "5432", "Port of the server."),
        new("database", "Database", OptionKind.Text, true, null, "Name of the database."),
        new("username", "User", OptionKind.Text, true, null, "Role to connect as."),
        new("password", "Password", OptionKind.Secret, false, null, "Password of the role; left out where the server asks for none."),
        new("sslMode", "TLS", OptionKind.Text, false, "prefer", "disable, allow, prefer, require, verify-ca or verify-full."),
        new("schema", "Schema", OptionKind.Text, false, "public", "Schema of targets that name none."),
    ];

    /// <summary>Where the connection leads, for messages: never with a password.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}/{Database}");

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="ConnectorException">Some are missing or wrong; all are named.</exception>
    public static PostgresSettings Parse(ConnectionConfig connection)
    {
        var problems = new List<string>();
        var options = connection.Options;
        string Required(string key)
        {
            var value = options.GetValueOrDefault(key)?.Trim();
            if (string.IsNullOrEmpty(value))
            {
                problems.Add($"Option '{key}' is missing.");
            }

            return value ?? "";
        }

        var settings = new PostgresSettings(
            Required("host"), PortOf(options, problems), Required("database"), Required("username"), options.GetValueOrDefault("password"),
            TlsOf(options, problems), options.GetValueOrDefault("schema") is { Length: > 0 } schema ? schema : "public");
        problems.AddRange(options.Keys.Where(k => Options.All(o => o.Name != k)).Select(k => $"Option '{k}' is unknown."));
        return problems.Count == 0 ? settings : throw new ConnectorException(FailureClass.Configuration, string.Join(' ', problems));
    }

    private static int PortOf(IReadOnlyDictionary<string, string> options, List<string> problems)
    {
        var text = options.GetValueOrDefault("port") is { Length: > 0 } given ? given : "5432";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
        {
            return port;
        }

        problems.Add($"Option 'port' is '{text}', but must be a number from 1 to 65535.");
        return 0;
    }

    private static SslMode TlsOf(IReadOnlyDictionary<string, string> options, List<string> problems)
    {
        var text = options.GetValueOrDefault("sslMode") is { Length: > 0 } given ? given : "prefer";
        if (Enum.TryParse<SslMode>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode) && Enum.IsDefined(mode))
        {
            return mode;
        }

        problems.Add($"Option 'sslMode' is '{text}', but must be disable, allow, prefer, require, verify-ca or verify-full.");
        return default;
    }
}
