using McpPlatform.ServiceDefaults;

namespace McpPlatform.Gateway;

/// <summary>Builds the Gateway, as a process of its own or embedded.</summary>
public static class GatewayHost
{
    /// <summary>Builds the host; the caller starts and stops it.</summary>
    /// <param name="setup">What the starter tells it.</param>
    public static WebApplication Build(HostSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var builder = setup.CreateBuilder(typeof(GatewayHost));
        return builder.Build();
    }
}
