using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp signin</c>: makes a one-time link to the chat.</summary>
internal static class SignInCommand
{
    private static readonly Option<string> Person = new("--person") { Description = "Who signs in.", DefaultValueFactory = _ => Environment.UserName };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command("signin", "Print a one-time link that signs you in to the chat.", RunAsync, Person);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var mine = await call.Gateway.WhoAmIAsync(cancellationToken);
        var link = await call.Gateway.CreateSignInLinkAsync(new CreateSignInLink(call.Value(Person)!, mine.Scopes), cancellationToken);
        call.Show(link, shown => call.Say($"{call.Installation!.Web?.ToString().TrimEnd('/')}/signin?token={Uri.EscapeDataString(shown.Token)}"));
        return ExitCodes.Done;
    }
}
