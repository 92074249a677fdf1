namespace McpPlatform.Contracts.Api;

/// <summary>Signs in by the one-time token of a sign-in link or an invitation.</summary>
/// <param name="Token">The token.</param>
public sealed record SignIn(string Token);

/// <summary>Exchanges a refresh token for the next one and a new session key.</summary>
/// <param name="RefreshToken">The refresh token that was given out last.</param>
public sealed record RefreshSession(string RefreshToken);

/// <summary>What a person signed in with. The only time key and refresh token are shown.</summary>
/// <param name="Person">Name of the person.</param>
/// <param name="Key">The session key; send it as <c>Authorization: Bearer</c>.</param>
/// <param name="ExpiresAt">When the key expires; <c>POST /api/v1/sessions/refresh</c> gives the next.</param>
/// <param name="RefreshToken">Gives the next key once, and is then replaced.</param>
/// <param name="RefreshExpiresAt">Until when the refresh token can be used; the session has ended then.</param>
public sealed record Session(string Person, string Key, DateTimeOffset ExpiresAt, string RefreshToken, DateTimeOffset RefreshExpiresAt);
