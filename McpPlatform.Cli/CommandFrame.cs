using System.CommandLine;
using System.Text.Json;
using McpPlatform.Cli.Installations;
using McpPlatform.Client;

namespace McpPlatform.Cli;

/// <summary>What all commands share: the options that find an installation, JSON for programs, and one way to say what went wrong.</summary>
/// <param name="terminal">Where commands read and write.</param>
internal sealed class CommandFrame(Terminal terminal)
{
    private readonly Option<string?> data = new("--data")
    {
        Description = "The data folder of the installation; else MCPP_DATA, else the nearest .mcp-platform folder, else the user's own.",
        Recursive = true,
    };

    private readonly Option<bool> json = new("--json") { Description = "Print the API's object as JSON.", Recursive = true };

    /// <summary>Adds the options every command takes.</summary>
    /// <param name="root">The command line.</param>
    public void AddGlobalOptions(RootCommand root)
    {
        root.Options.Add(data);
        root.Options.Add(json);
    }

    /// <summary>A command that speaks to the Gateway.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="run">Does it, and answers with the exit code.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public Command Command(string name, string description, Func<CommandCall, CancellationToken, Task<int>> run, params ReadOnlySpan<Symbol> symbols) =>
        Offline(name, description, async (call, cancellationToken) =>
        {
            call.Open(InstallationFinder.Find(call.Data));
            return await run(call, cancellationToken);
        }, symbols);

    /// <summary>A command that works without a Gateway.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="run">Does it, and answers with the exit code.</param>
    /// <param name="symbols">Its arguments and options.</param>
    public Command Offline(string name, string description, Func<CommandCall, CancellationToken, Task<int>> run, params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            Add(command, symbol);
        }

        command.SetAction((parsed, cancellationToken) => GuardedAsync(parsed, run, cancellationToken));
        return command;
    }

    private static void Add(Command command, Symbol symbol)
    {
        switch (symbol)
        {
            case Argument argument:
                command.Arguments.Add(argument);
                break;
            case Option option:
                command.Options.Add(option);
                break;
            case Command child:
                command.Subcommands.Add(child);
                break;
            default:
                throw new ArgumentException($"'{symbol.Name}' is neither argument, option nor command.", nameof(symbol));
        }
    }

    private async Task<int> GuardedAsync(ParseResult parsed, Func<CommandCall, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        using var call = new CommandCall(parsed, terminal, parsed.GetValue(data), parsed.GetValue(json));
        try
        {
            return await run(call, cancellationToken);
        }
        catch (Exception failure) when (Sentence(failure, call) is { } sentence)
        {
            await terminal.Error.WriteLineAsync(sentence);
            return ExitCodes.Failed;
        }
    }

    private static string? Sentence(Exception failure, CommandCall call) => failure switch
    {
        CliException or PlatformException => failure.Message,
        HttpRequestException => $"The gateway at {call.Installation?.Gateway} cannot be reached. Start McpPlatform with 'dotnet run --project McpPlatform.AppHost', or see 'mcpp doctor'.",
        JsonException => $"This is not the JSON that is expected here: {failure.Message}",
        IOException or UnauthorizedAccessException => failure.Message,
        OperationCanceledException => "Stopped.",
        _ => null,
    };
}
