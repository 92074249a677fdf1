namespace McpPlatform.Core.Identity;

/// <summary>How principals that are people are called: by their ids, which stay when names change hands.</summary>
public static class PersonPrincipal
{
    private const string Prefix = "person:";

    /// <summary>Id of the principal that is a person.</summary>
    /// <param name="person">The person.</param>
    public static string IdOf(Guid person) => Prefix + person;

    /// <summary>The person a principal is; <see langword="null"/> for any other.</summary>
    /// <param name="principal">The principal.</param>
    public static Guid? PersonOf(Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.Id.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(principal.Id.AsSpan(Prefix.Length), out var id) ? id : null;
    }
}
