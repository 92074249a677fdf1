namespace McpPlatform.Tests.Mcp.Fixture;

/// <summary>What a fixture speaks: revisions with an initialize handshake, the revision with metadata on each request, or both.</summary>
[Flags]
internal enum FixtureEras
{
    Legacy = 1,
    Modern = 2,
    Both = Legacy | Modern,
}
