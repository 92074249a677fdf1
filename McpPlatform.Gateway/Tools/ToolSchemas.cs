using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace McpPlatform.Gateway.Tools;

/// <summary>JSON schemas of arguments and results, taken from the records that read and write them.</summary>
internal static class ToolSchemas
{
    private static readonly JsonSchemaExporterOptions Options = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Describe };

    public static JsonElement Of(JsonTypeInfo type)
    {
        var schema = (JsonObject)type.GetJsonSchemaAsNode(Options);

        // The protocol wants an object at the root, nothing else.
        schema["type"] = "object";
        return JsonSerializer.SerializeToElement(schema, Contracts.Json.ContractsJson.Default.JsonNode);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        // What may be anything is 'true', which the legacy era of the protocol does not take for a schema of a property.
        if (schema is JsonValue && context.PropertyInfo is not null)
        {
            schema = new JsonObject();
        }

        var provider = context.PropertyInfo?.AttributeProvider;
        if (schema is JsonObject map && provider?.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute about, ..])
        {
            map.Insert(0, "description", about.Description);
        }

        return schema;
    }
}
