using System.CommandLine;
using McpPlatform.Cli.Views;
using McpPlatform.Client.Words;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp secrets</c>: lists secrets without values; set and remove are its subcommands. A value is read from standard input only.</summary>
internal static class SecretsCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Its name." };

    private static readonly Option<bool> Mine = new("--mine") { Description = "Your own, which only your calls use: servers refer to it as secret://user/NAME." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "secrets", "List secrets; set one from standard input, or remove one.", ListAsync,
        frame.Command("list", "List secrets, without values.", ListAsync),
        frame.Command("set", "Set a secret to what standard input holds.", SetAsync, Name, Mine),
        frame.Command("remove", "Remove a secret.", RemoveAsync, Name, Mine));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var secrets = await call.Gateway.ListSecretsAsync(limit: 200, cancellationToken: cancellationToken);
        call.Show(secrets, page => ListView.Draw(
            call, page.Items, "There are no secrets.",
            ("Name", s => s.Name), ("Reference", s => s.Reference), ("#Version", s => Figures.Count(s.Version)), ("Set", s => Texts.When(s.UpdatedAt))));
        return ExitCodes.Done;
    }

    private static async Task<int> SetAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var value = await SecretInput.ReadAsync(call, cancellationToken);
        var set = call.Value(Mine)
            ? await call.Gateway.SetOwnSecretAsync(call.Value(Name), value, cancellationToken)
            : await call.Gateway.SetSecretAsync(call.Value(Name), value, cancellationToken);
        call.Show(set, secret => call.Say($"{secret.Reference} is set."));
        return ExitCodes.Done;
    }

    private static async Task<int> RemoveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await (call.Value(Mine)
            ? call.Gateway.RemoveOwnSecretAsync(call.Value(Name), cancellationToken)
            : call.Gateway.RemoveSecretAsync(call.Value(Name), cancellationToken));
        call.Say($"{call.Value(Name)} is removed.");
        return ExitCodes.Done;
    }
}
