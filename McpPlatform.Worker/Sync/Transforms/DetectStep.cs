using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Hides what detectors find in columns of text and JSON; nulls, types and all other text stay. Data that may not pass at all ends the run.</summary>
/// <param name="indices">Places of the columns.</param>
/// <param name="masking">Lends redactors, one for each segment, and counts what they hid.</param>
internal sealed class DetectStep(IReadOnlyList<int> indices, Masking masking) : ITransformStep
{
    /// <inheritdoc/>
    public void Apply(RowBlock block)
    {
        using var redactor = masking.Redactors();
        var values = new ValueRedaction(redactor);
        foreach (var index in indices)
        {
            var column = block.Columns[index];
            block.Columns[index] = values.Redact(block, column);
            if (redactor.Report.Blocked is { } kind)
            {
                throw new ConnectorException(
                    FailureClass.Configuration,
                    $"Column '{column.Schema.Name}' holds data of the kind '{kind.Id}', which may not be moved. Leave the column out, or mask it with another method.");
            }
        }

        masking.Hidden.Add(redactor.Report);
    }
}
