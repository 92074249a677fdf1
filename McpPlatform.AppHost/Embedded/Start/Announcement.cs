using System.Globalization;
using McpPlatform.AppHost.Installation;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;

namespace McpPlatform.AppHost.Start;

/// <summary>What a person reads on the terminal.</summary>
internal sealed class Announcement(TextWriter output)
{
    private const string Administrator = "local administrator";

    /// <summary>One more line.</summary>
    public void Note(string text) => output.WriteLine(text);

    /// <summary>Everything stands.</summary>
    public async Task ReadyAsync(
        RunningInstallation running, DataFolder folder, PlatformClient client, TimeSpan took, CancellationToken cancellationToken)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"McpPlatform is ready ({took.TotalSeconds:F1} s)."));
        await PlacesAsync(running, folder, client, cancellationToken);
    }

    /// <summary>Another process serves this data folder.</summary>
    public async Task AlreadyRunningAsync(RunningInstallation running, DataFolder folder, PlatformClient client, CancellationToken cancellationToken)
    {
        output.WriteLine($"McpPlatform is already running on this data (process {running.Pid}).");
        await PlacesAsync(running, folder, client, cancellationToken);
    }

    private async Task PlacesAsync(RunningInstallation running, DataFolder folder, PlatformClient client, CancellationToken cancellationToken)
    {
        var link = await client.CreateSignInLinkAsync(new CreateSignInLink(Administrator, [Role.Administrator]), cancellationToken);
        output.WriteLine(
            $"""
               Workbench  {running.Web}/signin?token={Uri.EscapeDataString(link.Token)}
                          (signs you in once, until {link.ExpiresAt.ToLocalTime():HH:mm}; start again for another link)
               API        {running.Gateway}/api/v1
               MCP        {running.Mcp}
               Admin key  {folder.AdminKey}
               Data       {folder.Path}
             """);
    }
}
