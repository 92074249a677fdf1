using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>What a stream's masks hide, by the source's own names: masks name columns as renamed before them, and two versions are compared by the source's.</summary>
/// <param name="Columns">The masked columns and how; where there are several masks of one, the one that hides it whole.</param>
/// <param name="Everywhere">Whether detectors look into every text.</param>
internal sealed record StreamMasks(IReadOnlyDictionary<string, MaskMethod> Columns, bool Everywhere)
{
    /// <summary>The masks of a stream.</summary>
    public static StreamMasks Of(StreamPlan stream)
    {
        var columns = new Dictionary<string, MaskMethod>(StringComparer.Ordinal);
        var origin = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var transform in stream.Transforms)
        {
            if (transform is RenameTransform rename)
            {
                origin[rename.To] = origin.GetValueOrDefault(rename.From, rename.From);
            }
            else if (transform is MaskTransform { Column: { } name } mask)
            {
                var column = origin.GetValueOrDefault(name, name);
                columns[column] = mask.Method == MaskMethod.Detect ? columns.GetValueOrDefault(column, MaskMethod.Detect) : mask.Method;
            }
        }

        return new StreamMasks(columns, stream.Transforms.Any(t => t is MaskTransform { Column: null }));
    }

    /// <summary>Whether a column that was masked still is: any method that hides it whole stands for every other, and detection only for detection.</summary>
    /// <param name="column">The source's name of the column.</param>
    /// <param name="before">How it was masked.</param>
    public bool Keeps(string column, MaskMethod before) => Columns.TryGetValue(column, out var now)
        ? now != MaskMethod.Detect || before == MaskMethod.Detect
        : Everywhere && before == MaskMethod.Detect;
}
