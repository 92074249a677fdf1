namespace McpPlatform.Core.Identity;

/// <summary>A token of an issuer with which a caller came. It is kept for as long as the call and goes nowhere, not even into a log.</summary>
/// <param name="issuer">Name of the issuer in the settings.</param>
/// <param name="text">The token; a JSON Web Token that was verified.</param>
/// <param name="expiresAt">When it ends.</param>
public sealed class BearerToken(string issuer, string text, DateTimeOffset expiresAt)
{
    /// <summary>Name of the issuer in the settings.</summary>
    public string Issuer { get; } = issuer;

    /// <summary>The token; a JSON Web Token that was verified.</summary>
    public string Text { get; } = text;

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Whose it is, without the token.</summary>
    public override string ToString() => $"token of {Issuer}";
}
