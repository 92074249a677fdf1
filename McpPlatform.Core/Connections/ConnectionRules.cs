using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Connections;

/// <summary>What a new connection must satisfy before it is stored; every problem is reported at once.</summary>
internal static partial class ConnectionRules
{
    private const int MaxOptionLength = 65_536;

    public static void Check(AddConnection connection, ConnectorSpec spec)
    {
        var problems = NameProblems(connection.Name).Concat(OptionProblems(connection, spec)).ToList();
        if (problems.Count > 0)
        {
            throw new InvalidInputException(string.Join(' ', problems));
        }
    }

    private static IEnumerable<string> NameProblems(string? name)
    {
        if (name is null || !Name().IsMatch(name))
        {
            yield return "A connection's name has 1 to 63 lower-case letters, digits, '-' or '_', and begins with a letter.";
        }
    }

    private static IEnumerable<string> OptionProblems(AddConnection connection, ConnectorSpec spec)
    {
        foreach (var name in connection.Options.Keys.Where(k => spec.Options.All(o => o.Name != k)))
        {
            yield return $"The connector '{spec.Name}' has no option '{name}'; it takes {string.Join(", ", spec.Options.Select(o => o.Name))}.";
        }

        foreach (var option in spec.Options)
        {
            if (Problem(option, connection.Options.GetValueOrDefault(option.Name)) is { } problem)
            {
                yield return problem;
            }
        }
    }

    // The value itself never appears: it may be a secret that went into the wrong field.
    private static string? Problem(ConnectorOption option, string? value) => value switch
    {
        null or "" => option.Required && option.Default is null ? $"The option '{option.Name}' ({option.Title}) is missing." : null,
        { Length: > MaxOptionLength } => $"The option '{option.Name}' is longer than {MaxOptionLength} characters.",
        _ when value.Contains('\0', StringComparison.Ordinal) => $"The option '{option.Name}' contains a NUL character.",
        _ when option.Kind == OptionKind.Number && !long.TryParse(value, out _) => $"The option '{option.Name}' must be a whole number.",
        _ when option.Kind == OptionKind.Flag && value is not ("true" or "false") => $"The option '{option.Name}' must be true or false.",
        _ => null,
    };

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
