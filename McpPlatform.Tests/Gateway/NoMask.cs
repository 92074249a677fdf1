using McpPlatform.Core.Identity;

namespace McpPlatform.Tests.Gateway;

/// <summary>Leaves attributes as they are.</summary>
internal sealed class NoMask : IAttributeMask
{
    public string Mask(string tenant, string name, string text) => text;
}
