using System.CommandLine;
using System.Net;
using McpPlatform.Cli.Installations;
using McpPlatform.Client;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp signout</c>: ends the session that <c>mcpp signin LINK</c> began.</summary>
internal static class SignOutCommand
{
    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Offline("signout", "End the session that 'mcpp signin LINK' began.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var folder = InstallationFinder.FindFolder(call.Data);
        var file = InstallationFile.Read(folder);
        using var session = InstallationFinder.SessionOf(folder, file.Gateway);
        if (session.Exists)
        {
            call.Open(new Installation(folder, file.Gateway, file.Gateway, file.Web, null, session));
            await EndAsync(call, cancellationToken);
        }

        session.Forget();
        call.Say("Signed out.");
        return ExitCodes.Done;
    }

    private static async Task EndAsync(CommandCall call, CancellationToken cancellationToken)
    {
        try
        {
            await call.Gateway.SignOutAsync(cancellationToken);
        }
        catch (PlatformException ended) when (ended.Status == HttpStatusCode.Unauthorized)
        {
            // It had ended already.
        }
    }
}
