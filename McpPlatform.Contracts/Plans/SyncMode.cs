using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;

namespace McpPlatform.Contracts.Plans;

/// <summary>How rows are read from the source and how they meet what the destination has.</summary>
[JsonConverter(typeof(SnakeCaseEnum<SyncMode>))]
public enum SyncMode
{
    /// <summary>Read everything; replace the target in one step.</summary>
    FullRefreshOverwrite,

    /// <summary>Read everything; add to the target.</summary>
    FullRefreshAppend,

    /// <summary>Read what the cursor has not seen; add to the target.</summary>
    IncrementalAppend,

    /// <summary>Read what the cursor has not seen; keep the newest row of each key.</summary>
    IncrementalDedup,
}

/// <summary>Questions one asks of a <see cref="SyncMode"/>.</summary>
public static class SyncModeExtensions
{
    /// <summary>Whether the mode needs a cursor.</summary>
    /// <param name="mode">The mode.</param>
    public static bool IsIncremental(this SyncMode mode) => mode is SyncMode.IncrementalAppend or SyncMode.IncrementalDedup;
}
