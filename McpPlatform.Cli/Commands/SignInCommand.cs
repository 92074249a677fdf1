using System.CommandLine;
using McpPlatform.Cli.Installations;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp signin</c>: makes a one-time link to the chat; <c>mcpp signin LINK</c> signs the command line in by one.</summary>
internal static class SignInCommand
{
    private static readonly Argument<string?> Link = new("link")
    {
        Description = "A sign-in link or an invitation, to sign this command line in by; left out, a link is made.", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Person = new("--person") { Description = "Who signs in by the link.", DefaultValueFactory = _ => Environment.UserName };

    private static readonly Option<Role[]> Roles = new("--role")
    {
        Description = "What a person that is new becomes: viewer, builder, approver, administrator; repeatable.", AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [Role.Administrator],
    };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Offline(
        "signin", "Print a one-time link that signs a person in to the chat, or sign in by one.", RunAsync, Link, Person, Roles);

    private static Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken) =>
        call.Value(Link) is { } link ? UseAsync(call, link, cancellationToken) : MakeAsync(call, cancellationToken);

    private static async Task<int> MakeAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Open(InstallationFinder.Find(call.Data));
        var link = await call.Gateway.CreateSignInLinkAsync(new CreateSignInLink(call.Value(Person)!, call.Value(Roles) ?? []), cancellationToken);
        call.Show(link, shown => call.Say(SignInLinks.Of(call, shown.Token)));
        return ExitCodes.Done;
    }

    private static async Task<int> UseAsync(CommandCall call, string link, CancellationToken cancellationToken)
    {
        var folder = InstallationFinder.FindFolder(call.Data);
        var gateway = InstallationFile.Read(folder).Gateway;
        using var http = PlatformClient.CreateHttpClient(gateway, null);
        var session = await new PlatformClient(http).SignInAsync(SignInLinks.TokenOf(link), cancellationToken);
        using var kept = InstallationFinder.SessionOf(folder, gateway);
        await kept.KeepAsync(session, cancellationToken);
        call.Say($"Signed in as {session.Person}. 'mcpp signout' ends it.");
        return ExitCodes.Done;
    }
}
