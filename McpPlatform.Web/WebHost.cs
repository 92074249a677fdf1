using McpPlatform.ServiceDefaults;

namespace McpPlatform.Web;

/// <summary>Builds the Web, as a process of its own or embedded.</summary>
public static class WebHost
{
    /// <summary>Builds the host; the caller starts and stops it.</summary>
    /// <param name="setup">What the starter tells it.</param>
    public static WebApplication Build(HostSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var builder = setup.CreateBuilder(typeof(WebHost));
        return builder.Build();
    }
}
