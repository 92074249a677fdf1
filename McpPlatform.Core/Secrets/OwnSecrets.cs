using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Core.Secrets;

/// <summary>
/// Secrets of one principal, which nobody else's calls get. <c>secret://user/name</c> stands for the secret <c>name</c> of whoever calls; it is kept
/// under a name that holds a digest of the principal's id, and that nobody can refer to.
/// </summary>
public static partial class OwnSecrets
{
    private const string Prefix = "user/";
    private const int DigestLength = 32;

    /// <summary>Whether a reference stands for a secret of whoever calls.</summary>
    /// <param name="reference">The reference.</param>
    public static bool IsReference(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.StartsWith(ConnectionConfig.SecretScheme + Prefix, StringComparison.Ordinal);
    }

    /// <summary>Whether a name belongs to a principal, and so not to the tenant.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>The name that a reference to one's own secret says: <c>name</c> of <c>secret://user/name</c>.</summary>
    /// <param name="reference">The reference.</param>
    public static string NameIn(string reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference[(ConnectionConfig.SecretScheme.Length + Prefix.Length)..];
    }

    /// <summary>Whether a secret of one's own may have a name: 1 to 60 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>.</summary>
    /// <param name="name">The name.</param>
    public static bool IsPlainName(string name) => PlainName().IsMatch(name);

    /// <summary>The name under which the secret of a principal is kept.</summary>
    /// <param name="principal">Its id.</param>
    /// <param name="name">The secret's name.</param>
    public static string KeptAs(string principal, string name) => $"{FolderOf(principal)}{name}";

    /// <summary>What the names of all secrets of a principal begin with.</summary>
    /// <param name="principal">Its id.</param>
    public static string FolderOf(string principal) =>
        $"{Prefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(principal)))[..DigestLength]}/";

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,60}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainName();
}
