namespace McpPlatform.Contracts.Connectors;

/// <summary>Where segments are read from or written to: an address and a self-contained, signed, expiring descriptor.</summary>
/// <param name="Address"><c>inproc:</c>, <c>unix:/path</c> or <c>tcp://host:port</c>.</param>
/// <param name="Descriptor">The descriptor; only the connector that signed it can open it.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record DataLink(string Address, string Descriptor, DateTimeOffset ExpiresAt);
