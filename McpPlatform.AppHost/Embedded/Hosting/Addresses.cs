using System.Globalization;
using McpPlatform.AppHost.Machine;
using McpPlatform.AppHost.Start;

namespace McpPlatform.AppHost.Hosting;

/// <summary>Where the three hosts listen; all on the loopback address.</summary>
/// <param name="Gateway">The Gateway.</param>
/// <param name="Web">The workbench.</param>
/// <param name="Worker">The Worker's internal API.</param>
/// <param name="Notes">Ports that were taken, one sentence each.</param>
internal sealed record Addresses(string Gateway, string Web, string Worker, IReadOnlyList<string> Notes)
{
    /// <summary>The MCP endpoint.</summary>
    public string Mcp => $"{Gateway}/mcp";

    /// <summary>Takes the wanted ports where they are free, others where not.</summary>
    public static Addresses Choose(AppHostOptions options)
    {
        var notes = new List<string>();
        return new Addresses(
            At(Take(options.GatewayPort, "API", notes)), At(Take(options.WebPort, "workbench", notes)), At(FreePort.Any()), notes);
    }

    private static int Take(int wanted, string what, List<string> notes)
    {
        var port = FreePort.Near(wanted);
        if (port != wanted)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Port {wanted} is taken; the {what} listens on {port}."));
        }

        return port;
    }

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
