using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Upstreams;

/// <summary>Which programs may be registered as upstreams over the API: whoever registers one has it run on the gateway's machine.</summary>
/// <param name="Commands">Names or paths, as registrations give them; none by default.</param>
public sealed record AllowedPrograms(IReadOnlyList<string> Commands)
{
    /// <summary>Refuses a program that is not among them.</summary>
    /// <param name="program">The program; <see langword="null"/> passes.</param>
    /// <exception cref="InvalidInputException">It is not among them.</exception>
    public void Require(UpstreamProgram? program)
    {
        if (program is not null && !Commands.Contains(program.Command, StringComparer.Ordinal))
        {
            throw new InvalidInputException(
                $"The program '{program.Command}' may not be registered. Whoever runs the gateway can allow it with the setting 'Gateway:Programs'.");
        }
    }
}

/// <summary>What a program must satisfy before it is stored.</summary>
internal static partial class UpstreamPrograms
{
    private const int MaxArguments = 100;
    private const int MaxVariables = 50;
    private const int MaxLength = 8_192;

    /// <summary>Everything that is wrong with it; no value is repeated, since it may be a secret.</summary>
    public static IEnumerable<string> Problems(UpstreamProgram program)
    {
        if (!IsText(program.Command, 1_024) || program.Command.Length == 0)
        {
            yield return "'program.command' has 1 to 1024 characters and no control characters.";
        }

        if (program.Arguments is { Count: > MaxArguments } || program.Arguments?.All(a => IsText(a, MaxLength)) == false)
        {
            yield return $"'program.arguments' are at most {MaxArguments}, each with at most {MaxLength} characters and no control characters.";
        }

        if (program.Folder is { } folder && (!IsText(folder, 1_024) || !Path.IsPathRooted(folder)))
        {
            yield return "'program.folder' is an absolute path of at most 1024 characters.";
        }

        foreach (var problem in VariableProblems(program.Environment ?? new Dictionary<string, string>()))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> VariableProblems(IReadOnlyDictionary<string, string> variables)
    {
        if (variables.Count > MaxVariables)
        {
            yield return $"'program.environment' has at most {MaxVariables} entries, not {variables.Count}.";
        }

        foreach (var (name, value) in variables.Take(MaxVariables))
        {
            if (!Name().IsMatch(name))
            {
                yield return "A name in 'program.environment' has 1 to 100 letters, digits or '_', and does not begin with a digit.";
            }
            else if (!IsText(value, MaxLength))
            {
                yield return $"The variable '{name}' has at most {MaxLength} characters and no control characters.";
            }
            else if (value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal) && !UpstreamHeaders.IsReference(value))
            {
                yield return $"The variable '{name}' names no secret; a reference looks like secret://name.";
            }
        }
    }

    private static bool IsText(string? text, int max) => text is not null && text.Length <= max && !text.Any(char.IsControl);

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
