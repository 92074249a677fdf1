using System.Buffers;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Guard.Redaction;

namespace McpPlatform.Worker.Internal;

/// <summary>Shows rows as a mask by detection leaves them: in columns of text and JSON, what detectors find is hidden.</summary>
/// <param name="redaction">Lends what looks for it.</param>
internal sealed class PreviewRedaction(IRedaction redaction)
{
    /// <summary>Hides what is found in rows.</summary>
    /// <param name="tenant">Whose rows they are.</param>
    /// <param name="preview">The rows.</param>
    /// <exception cref="ConflictException">A column holds what may not be shown at all.</exception>
    public ReadResult Redact(string tenant, ReadResult preview)
    {
        ArgumentNullException.ThrowIfNull(preview);
        using var redactor = redaction.Rent(tenant);
        var labels = preview.Columns.Select(c => c.Type.HoldsText() ? Encoding.UTF8.GetBytes(c.Name) : null).ToList();
        var redacted = preview with { Rows = [.. preview.Rows.Select(row => Redact(row, labels, redactor))] };
        foreach (var (detector, count) in redactor.Report.Hidden)
        {
            WorkerTelemetry.Redactions.Add(count, new KeyValuePair<string, object?>("detector", detector));
        }

        return redacted;
    }

    private static JsonElement Redact(JsonElement row, List<byte[]?> labels, Redactor redactor)
    {
        var written = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(written);
        writer.WriteStartArray();
        foreach (var (cell, label) in row.EnumerateArray().Zip(labels))
        {
            writer.WriteRawValue(label is null ? Encoding.UTF8.GetBytes(cell.GetRawText()) : Redact(cell, label, redactor));
        }

        writer.WriteEndArray();
        writer.Flush();
        return JsonElement.Parse(written.WrittenSpan);
    }

    private static ReadOnlySpan<byte> Redact(JsonElement cell, byte[] label, Redactor redactor)
    {
        var json = redactor.Json.Redact(Encoding.UTF8.GetBytes(cell.GetRawText()), JsonPlaces.Everything, redactor.Report, label);
        return redactor.Report.Blocked is not { } kind ? json.Span : throw new ConflictException(
            $"Column '{Encoding.UTF8.GetString(label)}' holds data of the kind '{kind.Id}', which may not be shown. Leave the column out of what is moved, or mask it with another method.");
    }
}
