using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Worker.Records;

/// <summary>Run events of the OpenLineage specification 2-0-2.</summary>
internal static class OpenLineageEvents
{
    private const string Producer = "https://github.com/mcpplatform/mcpplatform";
    private const string SchemaUrl = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
    private const string ErrorFacetUrl = "https://openlineage.io/spec/facets/1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet";
    private const string OutputFacetUrl = "https://openlineage.io/spec/facets/1-0-2/OutputStatisticsOutputDatasetFacet.json#/$defs/OutputStatisticsOutputDatasetFacet";

    /// <summary>An event as one line.</summary>
    /// <param name="type"><c>START</c>, <c>COMPLETE</c>, <c>ABORT</c> or <c>FAIL</c>.</param>
    /// <param name="at">When.</param>
    /// <param name="run">The run.</param>
    /// <param name="pipeline">Its pipeline.</param>
    public static ReadOnlyMemory<byte> Write(string type, DateTimeOffset at, RunInfo run, PipelineInfo pipeline)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("eventType", type);
            json.WriteString("eventTime", at.UtcDateTime);
            WriteRun(json, run);
            WriteName(json, "job", "mcp-platform", pipeline.Name);
            WriteDatasets(json, "inputs", pipeline.Plan.Source.Connection, pipeline.Plan.Streams.Select(s => (Name(s), (RunStream?)null)));
            WriteDatasets(
                json, "outputs", pipeline.Plan.Destination.Connection,
                pipeline.Plan.Streams.Select(s => (s.Target, run.Streams.FirstOrDefault(c => c.Target == s.Target))));
            json.WriteString("producer", Producer);
            json.WriteString("schemaURL", SchemaUrl);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static string Name(StreamPlan stream) => stream.Namespace is null ? stream.Name : $"{stream.Namespace}.{stream.Name}";

    private static void WriteRun(Utf8JsonWriter json, RunInfo run)
    {
        json.WriteStartObject("run");
        json.WriteString("runId", run.Id);
        if (run.Error is { } error)
        {
            json.WriteStartObject("facets");
            json.WriteStartObject("errorMessage");
            json.WriteString("_producer", Producer);
            json.WriteString("_schemaURL", ErrorFacetUrl);
            json.WriteString("message", error.Message);
            json.WriteString("programmingLanguage", "C#");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, string property, string space, string name)
    {
        json.WriteStartObject(property);
        json.WriteString("namespace", space);
        json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static void WriteDatasets(Utf8JsonWriter json, string property, string space, IEnumerable<(string Name, RunStream? Counts)> datasets)
    {
        json.WriteStartArray(property);
        foreach (var (name, counts) in datasets)
        {
            json.WriteStartObject();
            json.WriteString("namespace", space);
            json.WriteString("name", name);
            if (counts is not null)
            {
                WriteStatistics(json, counts);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStatistics(Utf8JsonWriter json, RunStream counts)
    {
        json.WriteStartObject("outputFacets");
        json.WriteStartObject("outputStatistics");
        json.WriteString("_producer", Producer);
        json.WriteString("_schemaURL", OutputFacetUrl);
        json.WriteNumber("rowCount", counts.Loaded + counts.Merged);
        json.WriteNumber("size", counts.Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
