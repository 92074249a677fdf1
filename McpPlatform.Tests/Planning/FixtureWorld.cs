using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Planning;

/// <summary>The world of the corpus: files to read, an inbox, a warehouse, a shop and a crm. Which connections stand and what they hold.</summary>
internal static class FixtureWorld
{
    public static readonly Guid ForeignPipeline = Guid.Parse("018f0000-0000-7000-8000-000000000001");

    public static IReadOnlyList<ConnectionInfo> Connections { get; } =
    [
        Files("samples", readOnly: true), Files("inbox", readOnly: false),
        Postgres("warehouse"), Postgres("shop"), Postgres("crm"),
    ];

    public static IReadOnlyList<ConnectorSpec> Connectors { get; } =
    [
        new ConnectorSpec
        {
            Name = "postgres", Title = "PostgreSQL", Version = "1", Options = [], CanRead = true,
            WriteModes = Enum.GetValues<SyncMode>(), Delivery = DeliveryGuarantee.ExactlyOnce, AcceptsNative = true,
        },
        new ConnectorSpec
        {
            Name = "files", Title = "Files", Version = "1", Options = [], CanRead = true,
            WriteModes = [SyncMode.FullRefreshOverwrite, SyncMode.FullRefreshAppend, SyncMode.IncrementalAppend], Delivery = DeliveryGuarantee.AtLeastOnce,
        },
    ];

    public static Dictionary<string, Catalog> Catalogs { get; } = new()
    {
        ["samples"] = Of(
            File("airports.csv", "iata:text name:text city:text state:text country:text latitude:float64 longitude:float64"),
            File("cars.json", "name:text miles_per_gallon:float64 cylinders:int64 horsepower:int64 year:date origin:text"),
            File("movies.json", "title:text us_gross:int64 release_date:date rating:text"),
            File("stocks.csv", "symbol:text date:date price:float64"),
            File("flights-2k.json", "date:timestamp delay:int64 distance:int64 origin:text destination:text"),
            File("flights-5k.json", "date:timestamp delay:int64 distance:int64 origin:text destination:text"),
            File("weather.csv", "location:text date:date precipitation:float64 temp_max:float64 temp_min:float64 wind:float64 weather:text"),
            File("weather.json", "location:text date:date wind:float64"),
            File("population.json", "year:int64 age:int64 sex:int64 people:int64"),
            File("seattle-temps.csv", "date:timestamp temp:float64"),
            File("us-employment.csv", "month:date nonfarm:int64 private:int64")),
        ["inbox"] = Of(
            File("leads.csv", "id:int64 name:text email:text phone:text score:int64 created_at:timestamp"),
            File("invoices-2024.csv", "number:text total:numeric paid:boolean due:date"),
            File("budget.tsv", "department:text amount:numeric"),
            File("sales/january.csv", "day:date amount:numeric"),
            File("sales/february.csv", "day:date amount:numeric")),
        ["shop"] = Of(
            Table("public", "orders", "id:int64 customer_id:int64 status:text total:numeric country:text note:text created_at:timestamptz updated_at:timestamptz", "id", "id created_at updated_at"),
            Table("public", "customers", "id:int64 name:text email:text phone:text country:text vip:boolean birth_date:date password_hash:text updated_at:timestamptz", "id", "updated_at"),
            Table("public", "order_items", "order_id:int64 line:int32 sku:text qty:int32 price:numeric", "order_id line", ""),
            Table("public", "products", "sku:text title:text price:numeric in_stock:boolean tags:text[]", "sku", ""),
            Table("public", "page_views", "at:timestamptz url:text visitor:text", "", "at"),
            Table("sales", "targets", "region:text amount:numeric month:date", "", "month"),
            Table("sales", "regions", "code:text name:text", "code", "")),
        ["crm"] = Of(
            Table("public", "customers", "id:uuid full_name:text email:text segment:text modified:timestamptz", "id", "modified"),
            Table("public", "tickets", "id:int64 subject:text body:text opened_at:timestamptz closed_at:timestamptz", "id", "id opened_at"),
            Table("public", "agents", "id:int64 name:text", "id", "id")),
        ["warehouse"] = Of(
            Table("public", "products", "sku:text title:text price:numeric", "sku", "", ForeignPipeline),
            Table("public", "tickets", "id:int64 subject:text", "id", "id", ForeignPipeline),
            Table("public", "stocks", "symbol:text date:date price:float64", "", "date", null, "public.stock_view")),
    };

    private static ConnectionInfo Files(string name, bool readOnly) =>
        new(name, "files", new Dictionary<string, string> { ["root"] = $"/data/{name}", ["readOnly"] = readOnly ? "true" : "false" }, true, null);

    private static ConnectionInfo Postgres(string name) =>
        new(name, "postgres", new Dictionary<string, string> { ["host"] = "db", ["database"] = name, ["password"] = $"secret://{name}-password" }, name == "warehouse", null);

    private static Catalog Of(params CatalogStream[] streams) =>
        new() { Streams = streams, Namespaces = [.. streams.Select(s => s.Namespace).OfType<string>().Append("analytics").Distinct()] };

    private static CatalogStream File(string name, string columns) => new() { Name = name, Columns = Columns(columns) };

    private static CatalogStream Table(
        string schema, string name, string columns, string keys, string cursors, Guid? creator = null, params string[] dependents) => new()
        {
            Name = name,
            Namespace = schema,
            Columns = Columns(columns),
            PrimaryKey = Words(keys),
            CursorFields = Words(cursors),
            CreatedByPipeline = creator,
            Dependents = dependents,
            RowEstimate = 1000,
        };

    private static List<CatalogColumn> Columns(string text) =>
        [.. Words(text).Select(c => c.Split(':')).Select(p => new CatalogColumn(p[0], ColumnType.TryParse(p[1], out var t) ? t : ColumnType.Text, true))];

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
