namespace McpPlatform.Contracts.Api;

/// <summary>A secret, without its value: values never leave the platform.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reference">How plans and connections name it.</param>
/// <param name="Version">How often it was set.</param>
/// <param name="UpdatedAt">When it was set last.</param>
public sealed record SecretInfo(string Name, string Reference, int Version, DateTimeOffset UpdatedAt);

/// <summary>Sets a secret.</summary>
/// <param name="Value">The value, 1 to 65,536 characters.</param>
public sealed record SetSecret(string Value);
