namespace McpPlatform.Tests.Mcp.Fixture.Features;

/// <summary>A tool could not do its work; the model is told, and the call as such succeeds.</summary>
internal sealed class ToolFailure(string message) : Exception(message);
