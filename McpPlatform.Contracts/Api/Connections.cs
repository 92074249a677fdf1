using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Contracts.Api;

/// <summary>A connection that stands.</summary>
/// <param name="Name">Its name, unique in the tenant.</param>
/// <param name="Connector">Its connector.</param>
/// <param name="Options">Its options; secrets as references.</param>
/// <param name="BuiltIn">Whether the platform set it up; such a connection cannot be removed.</param>
/// <param name="Health">What the last check said; <see langword="null"/> when never checked.</param>
public sealed record ConnectionInfo(
    string Name, string Connector, IReadOnlyDictionary<string, string> Options, bool BuiltIn, ConnectionHealth? Health = null);

/// <summary>What the last check of a connection said.</summary>
/// <param name="Ok">Whether it could be used.</param>
/// <param name="Message">One sentence.</param>
/// <param name="CheckedAt">When.</param>
public sealed record ConnectionHealth(bool Ok, string Message, DateTimeOffset CheckedAt);

/// <summary>A new connection.</summary>
/// <param name="Name">1 to 63 lower-case letters, digits, <c>-</c> or <c>_</c>, beginning with a letter.</param>
/// <param name="Connector">Name of a connector.</param>
/// <param name="Options">Its options. A secret option is given as a reference <c>secret://name</c>, or as the secret itself, which is then stored and replaced by a reference.</param>
public sealed record AddConnection(string Name, string Connector, IReadOnlyDictionary<string, string> Options);

/// <summary>Asks for the first rows of a stream.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Limit">How many rows, 1 to 1000.</param>
/// <param name="Detect">Whether texts come as the mask <see cref="Plans.MaskMethod.Detect"/> leaves them.</param>
public sealed record PreviewRequest(StreamName Stream, int Limit = 20, bool Detect = false);
