using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Guard.Secrets;

/// <summary>Where the key of the embedded secret store lies; section <c>Platform</c>, which all hosts share.</summary>
internal sealed class SecretKeyOptions
{
    public const string Section = "Platform";

    /// <summary>The folder of the key file <c>secrets.key</c>.</summary>
    [Required]
    public string DataFolder { get; set; } = "";
}
