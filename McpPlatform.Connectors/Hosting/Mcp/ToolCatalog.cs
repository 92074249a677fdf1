using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Json;
using ModelContextProtocol.Protocol;

namespace McpPlatform.Connectors.Hosting.Mcp;

/// <summary>The four tools as MCP lists them; their schemas are exported from the contract's records.</summary>
internal static class ToolCatalog
{
    /// <summary>Key of the connector's spec in the metadata of <c>check_connection</c>.</summary>
    public const string SpecKey = "mcp-platform/connector";

    private static readonly JsonSchemaExporterOptions Export = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (context, node) =>
            context.TypeInfo.Type == typeof(ColumnType) ? new JsonObject { ["type"] = "string" } : node,
    };

    public static IList<Tool> For(ConnectorSpec spec) =>
    [
        Describe(ConnectorTools.CheckConnection, "Says whether a connection can be used, and if not, why.", readOnly: true,
            ContractsJson.Default.CheckRequest, ContractsJson.Default.CheckResult,
            new JsonObject { [SpecKey] = JsonSerializer.SerializeToNode(spec, ContractsJson.Default.ConnectorSpec) }),
        Describe(ConnectorTools.DiscoverSchema, "Lists the streams behind a connection, or examines one.", readOnly: true,
            ContractsJson.Default.DiscoverRequest, ContractsJson.Default.Catalog),
        Describe(ConnectorTools.ReadStream, "Answers the first rows of a stream, or a link to all of them.", readOnly: true,
            ContractsJson.Default.ReadRequest, ContractsJson.Default.ReadResult),
        Describe(ConnectorTools.WriteStream, "Stages rows behind a link, publishes or discards them, or restores a version.", readOnly: false,
            ContractsJson.Default.WriteRequest, ContractsJson.Default.WriteResult),
    ];

    private static Tool Describe(
        string name, string description, bool readOnly, JsonTypeInfo input, JsonTypeInfo output, JsonObject? meta = null) => new()
    {
        Name = name,
        Description = description,
        InputSchema = Schema(input),
        OutputSchema = Schema(output),
        Annotations = new ToolAnnotations { ReadOnlyHint = readOnly, IdempotentHint = true, DestructiveHint = !readOnly },
        Meta = meta,
    };

    private static JsonElement Schema(JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(Export).AsObject();

        // MCP wants exactly "object" at the root; the exporter allows null there.
        schema["type"] = "object";
        return JsonSerializer.SerializeToElement(schema, ContractsJson.Default.JsonNode);
    }
}
