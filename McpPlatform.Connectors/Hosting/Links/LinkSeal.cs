using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Hosting.Links;

/// <summary>
/// Signs descriptors and opens them again. The key lives as long as the process: a link of a connector that was restarted is refused, and the
/// caller asks for a new one.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LinkSeal(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    public DataLink Seal(string address, string connector, ReadRequest? read, WriteRequest? write)
    {
        var expiresAt = time.GetUtcNow() + Lifetime;
        var body = JsonSerializer.SerializeToUtf8Bytes(new LinkDescriptor(connector, expiresAt, read, write), HostingJson.Default.LinkDescriptor);
        return new DataLink(address, $"{Base64Url.EncodeToString(body)}.{Base64Url.EncodeToString(Sign(body))}", expiresAt);
    }

    /// <exception cref="ConnectorException">It was not signed here, or is expired.</exception>
    public LinkDescriptor Open(string descriptor)
    {
        var body = Verify(descriptor)
            ?? throw new ConnectorException(FailureClass.Transient, "The data link was not signed by this connector process. Ask for a new one.");
        var opened = JsonSerializer.Deserialize(body, HostingJson.Default.LinkDescriptor)!;
        return opened.ExpiresAt > time.GetUtcNow()
            ? opened
            : throw new ConnectorException(FailureClass.Transient, $"The data link expired at {opened.ExpiresAt:u}. Ask for a new one.");
    }

    private byte[]? Verify(string descriptor)
    {
        var parts = descriptor.Split('.');
        if (parts.Length != 2 || !Base64Url.IsValid(parts[0]) || !Base64Url.IsValid(parts[1]))
        {
            return null;
        }

        var body = Base64Url.DecodeFromChars(parts[0]);
        return CryptographicOperations.FixedTimeEquals(Sign(body), Base64Url.DecodeFromChars(parts[1])) ? body : null;
    }

    private byte[] Sign(byte[] body) => HMACSHA256.HashData(key, body);
}
