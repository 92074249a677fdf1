using System.Reflection;
using System.Text.Json;

namespace McpPlatform.Gateway.Protocol;

/// <summary>What the gateway says about itself. Capabilities are the same for all and for good, since upstreams come and go while sessions last.</summary>
internal static class Server
{
    private const string Instructions = """
        Describe with plan_pipeline which data is to be moved from where to where. Answer its questions with answer_question until the plan is
        ready, show the plan to a person, and start it with run_pipeline and the plan's hash. Where it answers needs_approval, a person has to
        decide in the workbench or with 'mcpp approve'; follow the run with get_run.
        """;

    /// <summary>Raw JSON of name and version.</summary>
    public static readonly ReadOnlyMemory<byte> Info = MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, "mcp-platform"u8);
        writer.WriteString("title"u8, "McpPlatform"u8);
        writer.WriteString("version"u8, Version);
        writer.WriteEndObject();
    });

    private static readonly ReadOnlyMemory<byte> Capabilities = """
        {"tools":{"listChanged":true},"prompts":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},"logging":{},"completions":{}}
        """u8.ToArray();

    private static string Version => typeof(Server).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Result of <c>initialize</c>.</summary>
    public static ReadOnlyMemory<byte> Handshake(string revision) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("protocolVersion"u8, revision);
        writer.WriteRaw("capabilities"u8, Capabilities);
        writer.WriteRaw("serverInfo"u8, Info);
        writer.WriteString("instructions"u8, Instructions);
        writer.WriteEndObject();
    });

    /// <summary>Result of <c>server/discover</c>.</summary>
    public static ReadOnlyMemory<byte> Discovery() => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resultType"u8, "complete"u8);
        writer.WriteStartArray("supportedVersions"u8);
        foreach (var revision in Revisions.All)
        {
            writer.WriteStringValue(revision);
        }

        writer.WriteEndArray();
        writer.WriteRaw("capabilities"u8, Capabilities);
        writer.WriteString("instructions"u8, Instructions);
        WriteCaching(writer, TimeSpan.FromHours(1));
        WriteMeta(writer);
        writer.WriteEndObject();
    });

    /// <summary>Says who answers (2026-07-28, Base Protocol: Per-response protocol fields).</summary>
    public static void WriteMeta(Utf8JsonWriter writer, Action<Utf8JsonWriter>? more = null)
    {
        writer.WriteStartObject("_meta"u8);
        writer.WriteRaw(MetaKeys.ServerInfo, Info);
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    /// <summary>Lists depend on who asks, so that nobody else may be given them.</summary>
    public static void WriteCaching(Utf8JsonWriter writer, TimeSpan fresh)
    {
        writer.WriteNumber("ttlMs"u8, (long)fresh.TotalMilliseconds);
        writer.WriteString("cacheScope"u8, "private"u8);
    }
}
