using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Guard.Sandbox;

/// <summary>Settings of the sandbox; section <c>Sandbox</c>.</summary>
internal sealed class SandboxOptions : IValidatableObject
{
    public const string Section = "Sandbox";

    /// <summary>Path of the Deno program; <see langword="null"/> takes the one the build installed, else one on <c>PATH</c>.</summary>
    public string? Deno { get; set; }

    /// <summary>Slots, each a process that runs one call at a time. They start when the first tool is called.</summary>
    [Range(1, 1_000)]
    public int Slots { get; set; } = 4;

    /// <summary>After how many calls a slot is replaced by a new one.</summary>
    [Range(1, int.MaxValue)]
    public int CallsPerSlot { get; set; } = 10_000;

    /// <summary>Most calls of one tenant that run at once; fewer than slots, so that no tenant takes all of them.</summary>
    [Range(1, 1_000)]
    public int CallsPerTenant { get; set; } = 3;

    /// <summary>Most calls that wait; further ones are refused.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaitingCalls { get; set; } = 10_000;

    /// <summary>How long a call waits before it is refused.</summary>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest quota of memory in bytes that a tool may have.</summary>
    [Range(1_048_576, 2_147_418_112)]
    public int MaxMemoryBytes { get; set; } = 256 * 1_024 * 1_024;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Deno is not null && !File.Exists(Deno))
        {
            yield return new ValidationResult($"{Section}:{nameof(Deno)} names '{Deno}', where no file is. Give the path of the Deno program, or leave it out.");
        }

        if (QueueTimeout <= TimeSpan.Zero || QueueTimeout > TimeSpan.FromHours(1))
        {
            yield return new ValidationResult($"{Section}:{nameof(QueueTimeout)} is {QueueTimeout}. It has to be more than zero and at most one hour.");
        }
    }
}
