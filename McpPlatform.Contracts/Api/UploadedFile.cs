namespace McpPlatform.Contracts.Api;

/// <summary>A file that was taken into a connection's folder.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Stream">Name of the stream it is now.</param>
/// <param name="Bytes">Its size.</param>
public sealed record UploadedFile(string Connection, string Stream, long Bytes);
