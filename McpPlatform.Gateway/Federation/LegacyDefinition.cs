using System.Runtime.CompilerServices;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// Definitions as legacy agents may have them: results that are no objects came with 2026-07-28, so a tool's schema of such results is left out
/// there; the same goes for the results (2026-07-28, Key Changes: minor change 10).
/// </summary>
internal static class LegacyDefinition
{
    private static readonly ConditionalWeakTable<Offer, byte[]> Made = [];

    public static ReadOnlyMemory<byte> Of(Offer offer)
    {
        var output = offer.Item.Kind == ListKind.Tools ? JsonMembers.Find(offer.Json, "outputSchema"u8) : default;
        return output.IsEmpty || JsonMembers.Text(output, "type"u8) == "object" ? offer.Json : Made.GetValue(offer, WithoutOutputSchema);
    }

    private static byte[] WithoutOutputSchema(Offer offer) => MessageWriter.Build(writer =>
    {
        writer.WriteStartObject();
        writer.CopyMembers(offer.Json, static members => members.Is("outputSchema"u8));
        writer.WriteEndObject();
    }).ToArray();
}
