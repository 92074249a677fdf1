using McpPlatform.Client.Sessions;

namespace McpPlatform.Cli.Installations;

/// <summary>A running installation, and what opens it: a key or a session.</summary>
/// <param name="Folder">Its data folder; <see langword="null"/> when only an address is known.</param>
/// <param name="Gateway">The Gateway's address.</param>
/// <param name="Mcp">The MCP endpoint.</param>
/// <param name="Web">Address of the chat; <see langword="null"/> when not known.</param>
/// <param name="Key">The key commands use; <see langword="null"/> for the session.</param>
/// <param name="Session">The session commands use; <see langword="null"/> for the key.</param>
internal sealed record Installation(string? Folder, Uri Gateway, Uri Mcp, Uri? Web, string? Key, SessionFile? Session);
