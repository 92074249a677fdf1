using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Connectors.Hosting;

/// <summary>Settings of the movement of rows, section <c>DataPlane</c>.</summary>
public sealed class DataPlaneOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "DataPlane";

    /// <summary>Most rows between two commits of a destination; so many are moved again after a crash. Fewer cost speed.</summary>
    [Range(1, 100_000)]
    public int CheckpointRows { get; set; } = 100_000;

    /// <summary>Longest time between two commits of a destination while rows wait for one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan CheckpointEvery { get; set; } = TimeSpan.FromSeconds(30);
}
