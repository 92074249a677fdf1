using System.Buffers;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data.Postgres;
using Shouldly;

namespace McpPlatform.Tests.Data;

/// <summary>Values in PostgreSQL's binary form.</summary>
internal static class PgBytes
{
    public static byte[] Of(ColumnType type, string text)
    {
        var writer = new ArrayBufferWriter<byte>();
        PgParse.TryParse(type, Encoding.UTF8.GetBytes(text), writer).ShouldBeTrue($"{type} {text}");
        return writer.WrittenSpan.ToArray();
    }
}
