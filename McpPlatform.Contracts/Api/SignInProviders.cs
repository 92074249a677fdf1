namespace McpPlatform.Contracts.Api;

/// <summary>A provider by which people sign in.</summary>
/// <param name="Name">Its name in the settings.</param>
/// <param name="Title">What people call it.</param>
public sealed record SignInProvider(string Name, string Title);

/// <summary>Begins to sign somebody in by a provider.</summary>
/// <param name="Callback">Where the provider sends the browser back to; the provider must know it.</param>
public sealed record BeginSignIn(string Callback);

/// <summary>A sign-in that was begun.</summary>
/// <param name="Address">Where the browser goes.</param>
/// <param name="Transaction">What the answer is checked against: keep it with the browser that was sent away, where no other site can read or set it. Good for ten minutes.</param>
public sealed record BegunSignIn(string Address, string Transaction);

/// <summary>What a provider answered to a sign-in.</summary>
/// <param name="Transaction">From its beginning.</param>
/// <param name="State">The parameter <c>state</c> of the answer.</param>
/// <param name="Code">The parameter <c>code</c>; <see langword="null"/> for none.</param>
/// <param name="Issuer">The parameter <c>iss</c>; <see langword="null"/> for none.</param>
public sealed record CompleteSignIn(string Transaction, string State, string? Code = null, string? Issuer = null);
