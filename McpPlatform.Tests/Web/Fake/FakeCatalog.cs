using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>Connections, connectors and a table for tests.</summary>
internal static class FakeCatalog
{
    public static readonly ConnectionInfo[] Connections =
    [
        new("inbox", "files", new Dictionary<string, string> { ["root"] = "/data/inbox" }, true, null),
        new("samples", "files", new Dictionary<string, string> { ["root"] = "/data/samples", ["readOnly"] = "true" }, true,
            new ConnectionHealth(true, "The folder can be read.", FakePlatform.Now)),
        new("warehouse", "postgres", new Dictionary<string, string> { ["host"] = "127.0.0.1", ["password"] = "secret://warehouse-password" }, true,
            new ConnectionHealth(true, "Reached PostgreSQL 18.", FakePlatform.Now)),
    ];

    public static readonly ConnectorSpec[] Connectors =
    [
        new()
        {
            Name = "files", Title = "Files", Version = "1", CanRead = true, WriteModes = [SyncMode.FullRefreshOverwrite],
            Delivery = DeliveryGuarantee.AtLeastOnce,
            Options = [new("root", "Folder", OptionKind.Text, true, null, "Absolute path."), new("readOnly", "Read only", OptionKind.Flag, false, "true", "Never write here.")],
        },
        new()
        {
            Name = "postgres", Title = "PostgreSQL", Version = "1", CanRead = true, WriteModes = [.. Enum.GetValues<SyncMode>()],
            Delivery = DeliveryGuarantee.ExactlyOnce,
            Options =
            [
                new("host", "Host", OptionKind.Text, true, null, "Name or address of the server."),
                new("port", "Port", OptionKind.Number, false, "5432", "Port of the server."),
                new("database", "Database", OptionKind.Text, true, null, "Name of the database."),
                new("username", "User", OptionKind.Text, true, null, "A role that may read what is wanted."),
                new("password", "Password", OptionKind.Secret, false, null, "Kept encrypted."),
            ],
        },
    ];

    public static readonly CatalogStream Airports = new()
    {
        Name = "airports.csv",
        RowEstimate = 3_376,
        Bytes = 210_365,
        Columns =
        [
            new("iata", ColumnType.Text, false), new("name", ColumnType.Text, false), new("city", ColumnType.Text, true),
            new("state", ColumnType.Text, true), new("country", ColumnType.Text, false), new("latitude", new ColumnType(TypeKind.Float64), false),
            new("longitude", new ColumnType(TypeKind.Float64), false),
        ],
    };

    public static readonly object?[][] AirportRows =
    [
        ["00M", "Thigpen", "Bay Springs", "MS", "USA", 31.95376472, -89.23450472],
        ["00R", "Livingston Municipal", "Livingston", "TX", "USA", 30.68586111, -95.01792778],
        ["00V", "Meadow Lake", "Colorado Springs", "CO", "USA", 38.94574889, -104.5698933],
        ["01G", "Perry-Warsaw", "Perry", "NY", "USA", 42.74134667, -78.05208056],
        ["01J", "Hilliard Airpark", "Hilliard", "FL", "USA", 30.6880125, -81.90594389],
        ["01M", "Tishomingo County", "Belmont", "MS", "USA", 34.49166667, -88.20111111],
        ["02A", "Gragg-Wade", "Clanton", "AL", "USA", 32.85048667, -86.61145333],
        ["02C", "Capitol", "Brookfield", null, "USA", 43.08751, -88.17786917],
    ];
}
