using System.Globalization;

namespace McpPlatform.Benchmarks.Calls.Upstream;

/// <summary>Many servers with tools that differ: what a gateway has to list and to search.</summary>
internal static class ManyTools
{
    public const int Servers = 200;
    public const int ToolsPerServer = 50;

    private static readonly string[] Verbs = ["create", "list", "read", "update", "archive", "export", "count", "compare", "approve", "schedule"];

    private static readonly string[] Things =
    [
        "invoice", "shipment", "warehouse", "contract", "ticket", "campaign", "employee", "sensor", "recipe", "flight", "patient", "lecture",
        "parcel", "payment", "building", "vehicle", "dataset", "meeting", "survey", "license", "refund", "supplier", "forecast", "inspection",
    ];

    private static readonly string[] Places = ["in the archive", "of a branch", "for a customer", "by quarter", "across regions", "under review", "of last year"];

    public static string Path(int server) => string.Create(CultureInfo.InvariantCulture, $"/modern/{server:000}");

    /// <summary>Definitions of a server's tools, as a list in JSON has them.</summary>
    public static string Definitions(int server) => string.Join(',', Enumerable.Range(0, ToolsPerServer).Select(tool => Definition(server, tool)));

    /// <summary>Words somebody may look for a tool with.</summary>
    public static string Question(int number) => $"{Verbs[number % Verbs.Length]} the {Things[number * 7 % Things.Length]} {Places[number % Places.Length]}";

    private static string Definition(int server, int tool)
    {
        var (verb, thing, place) = (Verbs[tool % Verbs.Length], Things[(server + (tool / Verbs.Length)) % Things.Length], Places[(server + tool) % Places.Length]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ "name": "{{verb}}_{{thing}}_{{tool}}", "description": "Can {{verb}} one {{thing}} or several, {{place}}, at site {{server}}.", "inputSchema": { "type": "object", "properties": { "id": { "type": "string" }, "note": { "type": "string" } } } }""");
    }
}
