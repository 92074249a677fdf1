using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Replicas;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Replicas;

namespace McpPlatform.Tests.Mcp.Replicas;

/// <summary>Keys for tests: the same purpose has the same key wherever the secret is the same.</summary>
internal sealed class ReplicaKeys(string secret = "shared") : IDerivedKeys
{
    public static Principal Ada { get; } = new("default", "person:ada", "Ada", PrincipalKind.Person, [Scope.Run]);

    public byte[] For(string purpose) => System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes($"{secret} {purpose}"));

    public static OtherReplica Other(Guid id) => new(new Replica(id, new Uri("http://127.0.0.1:1")));
}
