namespace McpPlatform.Core.Secrets;

/// <summary>Keys for one purpose each, derived from the platform's key file (RFC 5869): processes that share the file agree on them, and none is kept.</summary>
public interface IDerivedKeys
{
    /// <summary>The key of a purpose.</summary>
    /// <param name="purpose">What it is for; a purpose never changes its name, since its key would change too.</param>
    /// <returns>32 bytes.</returns>
    byte[] For(string purpose);
}
