using System.ComponentModel.DataAnnotations;

namespace McpPlatform.Web;

/// <summary>What the Web needs of section <c>Platform</c>. It holds no key of its own: each call to the Gateway carries the person's.</summary>
public sealed class WebOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Platform";

    /// <summary>Folder for the keys that protect cookies.</summary>
    [Required]
    public string DataFolder { get; set; } = "";

    /// <summary>Address of the Gateway, such as <c>http://127.0.0.1:5080</c>.</summary>
    [Required]
    [Url]
    public string GatewayAddress { get; set; } = "";
}
