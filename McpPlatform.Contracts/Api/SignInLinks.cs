namespace McpPlatform.Contracts.Api;

/// <summary>Makes a one-time token that signs a person in.</summary>
/// <param name="Person">Name of the person, 1 to 100 characters. Who is not known yet is added.</param>
/// <param name="Roles">What a person that is added becomes; at least one, none whose scopes the caller lacks. A known person keeps its own.</param>
public sealed record CreateSignInLink(string Person, IReadOnlyList<Role> Roles);

/// <summary>A one-time token. The only time it is shown.</summary>
/// <param name="Token">The token; the sign-in page and <c>POST /api/v1/sign-in</c> take it.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record SignInLink(string Token, DateTimeOffset ExpiresAt);
