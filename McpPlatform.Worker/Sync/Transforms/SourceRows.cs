using McpPlatform.Data;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>Numbers in the source of the rows of a batch, which are looked for only when a row is rejected.</summary>
internal static class SourceRows
{
    /// <summary>The number of a row, from 1.</summary>
    /// <param name="segment">The segment, as it came from the source.</param>
    /// <param name="rowsBefore">Rows the source read for the segments before it.</param>
    /// <param name="row">The row of the batch, from 0.</param>
    public static long Number(Segment segment, long rowsBefore, int row)
    {
        var number = rowsBefore + row + 1;
        foreach (var rejected in segment.Rejected.Select(r => r.Row).Where(r => r > rowsBefore).Distinct().Order())
        {
            if (rejected > number)
            {
                break;
            }

            number++;
        }

        return number;
    }
}
