using System.Runtime.CompilerServices;
using McpPlatform.Cli.Commands;
using McpPlatform.Cli.Installations;
using McpPlatform.Client;

namespace McpPlatform.Cli.Doctor;

/// <summary>Looks at what McpPlatform needs, in the order in which it needs it.</summary>
internal static class Examination
{
    private const string Start = "Start McpPlatform with 'dotnet run --project McpPlatform.AppHost'.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Looks.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<Finding> RunAsync(CommandCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await Tool.NodeAsync(cancellationToken);
        var (installation, finding) = FindInstallation(call.Data);
        yield return finding;
        if (installation is null)
        {
            yield break;
        }

        call.Open(installation);
        yield return await PortAsync("gateway port", installation.Gateway, cancellationToken);
        yield return await GatewayAsync(call, cancellationToken);
        if (installation.Web is { } web)
        {
            yield return await PortAsync("web port", web, cancellationToken);
        }

        yield return Disk.Free(installation.Folder!);
    }

    private static (Installation? Installation, Finding Finding) FindInstallation(string? data)
    {
        try
        {
            var installation = InstallationFinder.Find(data);
            return (installation, new Finding("installation", true, installation.Folder!));
        }
        catch (CliException missing)
        {
            return (null, new Finding("installation", false, missing.Message));
        }
    }

    private static async Task<Finding> PortAsync(string what, Uri address, CancellationToken cancellationToken)
    {
        using var client = new System.Net.Sockets.TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
            return new Finding(what, true, $"{address.Host}:{address.Port} answers.");
        }
        catch (Exception closed) when (closed is System.Net.Sockets.SocketException or TimeoutException)
        {
            return new Finding(what, false, $"Nothing answers at {address.Host}:{address.Port}. {Start}");
        }
    }

    private static async Task<Finding> GatewayAsync(CommandCall call, CancellationToken cancellationToken)
    {
        try
        {
            var who = await call.Gateway.WhoAmIAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return new Finding("gateway", true, $"The key is good. It stands for {who.Name} and may {string.Join(", ", who.Scopes.Select(Texts.May))}.");
        }
        catch (PlatformException refused)
        {
            return new Finding("gateway", false, refused.Message);
        }
        catch (Exception silent) when (silent is HttpRequestException or TimeoutException)
        {
            return new Finding("gateway", false, $"It does not answer. {Start}");
        }
    }
}
