using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp connections add NAME CONNECTOR OPTION=VALUE…</c>. A secret option is read from standard input or named as a reference, never given as an argument.</summary>
internal static class ConnectionAddCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    private static readonly Argument<string> Connector = new("connector") { Description = "Kind of connector, such as postgres." };

    private static readonly Argument<string[]> Options = new("options") { Description = "OPTION=VALUE pairs.", Arity = ArgumentArity.ZeroOrMore };

    private static readonly Option<string?> SecretFromInput = new("--secret-stdin")
    {
        Description = "Read this option, such as password, from standard input.",
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) =>
        frame.Command("add", "Add a connection and check it.", RunAsync, Name, Connector, Options, SecretFromInput);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var options = Texts.Pairs(call.Value(Options));
        await RefuseLiteralSecretsAsync(call, options, cancellationToken);
        if (call.Value(SecretFromInput) is { } secret)
        {
            options[secret] = await SecretInput.ReadAsync(call, cancellationToken);
        }

        var added = await call.Gateway.AddConnectionAsync(new AddConnection(call.Value(Name), call.Value(Connector), options), cancellationToken);
        var check = await call.Gateway.CheckConnectionAsync(added.Name, cancellationToken);
        call.Show(added, shown => call.Say($"{shown.Name} stands. {check.Message}"));
        if (call.Json && !check.Ok)
        {
            await call.Terminal.Error.WriteLineAsync(check.Message);
        }

        return check.Ok ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task RefuseLiteralSecretsAsync(CommandCall call, Dictionary<string, string> options, CancellationToken cancellationToken)
    {
        var connectors = await call.Gateway.ListConnectorsAsync(cancellationToken);
        var spec = connectors.FirstOrDefault(connector => connector.Name == call.Value(Connector))
            ?? throw new CliException($"There is no connector '{call.Value(Connector)}'. There are: {string.Join(", ", connectors.Select(c => c.Name))}.");
        var literal = spec.Options.FirstOrDefault(option => option.Kind == Contracts.Connectors.OptionKind.Secret
            && options.TryGetValue(option.Name, out var value) && !value.StartsWith(Contracts.Connectors.ConnectionConfig.SecretScheme, StringComparison.Ordinal));
        if (literal is not null)
        {
            throw new CliException($"'{literal.Name}' is a secret, and arguments can be seen by others on this machine. Give it with --secret-stdin {literal.Name}, or as secret://NAME.");
        }
    }
}
