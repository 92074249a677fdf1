namespace McpPlatform.Core.Identity;

/// <summary>What an installation comes with, its warehouse and its inbox, belongs to the default tenant; others bring connections of their own.</summary>
public static class BuiltIns
{
    /// <summary>Goes on only for the tenant that has it.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">What: the connection's name.</param>
    /// <exception cref="NotFoundException">The tenant has none.</exception>
    public static void RequireOwner(Principal by, string name)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (by.Tenant != Tenants.Default)
        {
            throw new NotFoundException($"The tenant '{by.Tenant}' has no {name}: it comes with the tenant '{Tenants.Default}'.");
        }
    }
}
