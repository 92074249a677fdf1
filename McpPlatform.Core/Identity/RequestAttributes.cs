using System.Security.Cryptography;
using System.Text;

namespace McpPlatform.Core.Identity;

/// <summary>
/// What the policies in force were told of a request, as the audit keeps it: without personal data and secrets. Requests that are alike in all of it
/// share one of these, so that it is masked, written and hashed once, and not before somebody asks for it.
/// </summary>
public abstract class RequestAttributes
{
    private KeptAttributes? kept;

    /// <summary>As it is kept; the same object each time.</summary>
    /// <param name="mask">Hides what must not be kept.</param>
    /// <param name="tenant">Whose request it was.</param>
    public KeptAttributes Kept(IAttributeMask mask, string tenant) => kept ??= KeptAttributes.Of(Write(mask, tenant));

    /// <summary>Writes it as a JSON object.</summary>
    /// <param name="mask">Hides what must not be kept.</param>
    /// <param name="tenant">Whose request it was.</param>
    protected abstract string Write(IAttributeMask mask, string tenant);
}

/// <summary>Attributes as the audit keeps them.</summary>
/// <param name="Json">A JSON object.</param>
/// <param name="Digest">SHA-256 of it in UTF-8.</param>
public sealed record KeptAttributes(string Json, ReadOnlyMemory<byte> Digest)
{
    /// <summary>Attributes and their digest.</summary>
    /// <param name="json">A JSON object.</param>
    public static KeptAttributes Of(string json) => new(json, SHA256.HashData(Encoding.UTF8.GetBytes(json)));
}

/// <summary>Hides personal data and secrets in what is kept of a request.</summary>
public interface IAttributeMask
{
    /// <summary>The text with a keyed hash in the place of all that is found in it.</summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="name">The name it stands under, which says much of what it is; empty for none.</param>
    /// <param name="text">The text.</param>
    string Mask(string tenant, string name, string text);
}
