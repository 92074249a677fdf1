using McpPlatform.AppHost.Installation;
using McpPlatform.AppHost.Start;

namespace McpPlatform.AppHost.Hosting;

/// <summary>Settings of the three hosts. Each gets what it needs: no database for the workbench, no warehouse password for the Gateway.</summary>
internal sealed class HostSettings(AppHostOptions options, DataFolder folder, Addresses addresses, string internalKey)
{
    public Dictionary<string, string?> Gateway(Databases databases) => new(Platform(databases))
    {
        ["ConnectionStrings:warehouse-reader"] = databases.Reader,
        ["Platform:AdminKeyFile"] = folder.AdminKey,
        ["Platform:InboxFolder"] = folder.Inbox,
    };

    public Dictionary<string, string?> Worker(Databases databases) =>
        new(Platform(databases).Concat(BuiltInConnections.Settings(options, folder, databases.Warehouse)));

    public Dictionary<string, string?> Web() => Common();

    private Dictionary<string, string?> Platform(Databases databases) => new(Common())
    {
        ["ConnectionStrings:platform"] = databases.Service,
        ["ConnectionStrings:platform-direct"] = databases.Service,
        ["Platform:InternalKey"] = internalKey,
        ["Platform:WorkerAddress"] = addresses.Worker,
    };

    private Dictionary<string, string?> Common() => new()
    {
        ["Platform:DataFolder"] = folder.ServiceFiles,
        ["Platform:GatewayAddress"] = addresses.Gateway,
    };
}
