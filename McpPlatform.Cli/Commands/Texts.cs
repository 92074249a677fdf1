namespace McpPlatform.Cli.Commands;

/// <summary>Reads values that are written as words.</summary>
internal static class Texts
{
    /// <summary>Reads <c>FIELD=VALUE</c> pairs.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <exception cref="CliException">One has no <c>=</c>.</exception>
    public static Dictionary<string, string> Pairs(IEnumerable<string>? pairs)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in pairs ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CliException($"'{pair}' is not NAME=VALUE.");
            }

            values[pair[..at]] = pair[(at + 1)..];
        }

        return values;
    }

    /// <summary>Reads a dataset's name, <c>connection/target</c>.</summary>
    /// <param name="dataset">The name.</param>
    /// <exception cref="CliException">It has no <c>/</c>.</exception>
    public static (string Connection, string Target) Dataset(string dataset)
    {
        var at = dataset.IndexOf('/', StringComparison.Ordinal);
        return at > 0 && at < dataset.Length - 1
            ? (dataset[..at], dataset[(at + 1)..])
            : throw new CliException($"'{dataset}' is not CONNECTION/TARGET, such as warehouse/airports. See 'mcpp datasets'.");
    }

    /// <summary>What a scope allows, as a verb.</summary>
    /// <param name="scope">The scope.</param>
    public static string May(Contracts.Api.Scope scope) =>
        scope == Contracts.Api.Scope.Admin ? "administer" : scope.ToString().ToLowerInvariant();

    /// <summary>A moment, to the minute.</summary>
    /// <param name="at">The moment.</param>
    public static string When(DateTimeOffset? at) =>
        at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
