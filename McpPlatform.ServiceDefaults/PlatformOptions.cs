using System.ComponentModel.DataAnnotations;

namespace McpPlatform.ServiceDefaults;

/// <summary>Settings every service shares, section <c>Platform</c>. Connection strings stand in <c>ConnectionStrings</c>: <c>platform</c> (service role, may go through a pooler) and <c>platform-direct</c> (LISTEN and locks).</summary>
public sealed class PlatformOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Platform";

    /// <summary>Folder with the key file of the embedded secret store and other files that stay.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    /// <summary>Key shared by Gateway and Worker to sign assertions, 32 bytes in base64.</summary>
    [Required]
    public string InternalKey { get; set; } = "";

    /// <summary>Key with which <c>/metrics</c> can be read from other machines; <see langword="null"/> for none, and then it cannot.</summary>
    [MinLength(16)]
    public string? MetricsKey { get; set; }

    /// <summary>Address of the Worker's internal API, such as <c>http://127.0.0.1:5081</c>.</summary>
    public string WorkerAddress { get; set; } = "";

    /// <summary>Address of the Gateway, such as <c>http://127.0.0.1:5080</c>.</summary>
    public string GatewayAddress { get; set; } = "";
}
