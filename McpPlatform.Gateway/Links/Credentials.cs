using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Links;

/// <summary>
/// The headers of an upstream, or the environment of a program, with secrets filled in when they are wanted. <c>secret://name</c> is the tenant's;
/// <c>secret://user/name</c> is that of whoever calls. The gateway's own questions, by which it finds out what is offered, use the tenant's of that name.
/// </summary>
/// <param name="config">The upstream.</param>
/// <param name="given">Values and references.</param>
/// <param name="cache">Knows the secrets.</param>
/// <param name="owner">Id of the principal; <see langword="null"/> for the gateway itself.</param>
internal sealed class Credentials(UpstreamConfig config, IReadOnlyDictionary<string, string> given, CredentialCache cache, string? owner)
{
    private readonly bool hasSecrets = given.Values.Any(IsReference);

    /// <summary>Whether each caller has its own.</summary>
    public static bool ArePersonal(IReadOnlyDictionary<string, string> given) => given.Values.Any(OwnSecrets.IsReference);

    /// <summary>Whether values refer to a secret.</summary>
    public static bool Use(IReadOnlyDictionary<string, string> given, string name) =>
        given.Values.Any(v => v == ConnectionConfig.SecretScheme + name || (OwnSecrets.IsReference(v) && (OwnSecrets.IsName(name) || OwnSecrets.NameIn(v) == name)));

    /// <summary>The values as the upstream gets them.</summary>
    /// <exception cref="UpstreamException">A secret is missing, or cannot be opened.</exception>
    public async ValueTask<IReadOnlyDictionary<string, string>> RevealAsync(CancellationToken cancellationToken)
    {
        if (!hasSecrets)
        {
            return given;
        }

        var values = new Dictionary<string, string>(given.Count, StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            values[name] = IsReference(value) ? await ReadAsync(value, cancellationToken) : value;
        }

        return values;
    }

    /// <summary>Reads the secrets anew.</summary>
    /// <returns>The values, when one of them is another by now; <see langword="null"/> when none is.</returns>
    public async ValueTask<IReadOnlyDictionary<string, string>?> RenewAsync(IReadOnlyDictionary<string, string> used, CancellationToken cancellationToken)
    {
        foreach (var reference in given.Values.Where(IsReference))
        {
            cache.Forget(config.Tenant, Kept(reference));
        }

        var now = await RevealAsync(cancellationToken);
        return now.All(n => used.GetValueOrDefault(n.Key) == n.Value) ? null : now;
    }

    private static bool IsReference(string value) => value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal);

    private async ValueTask<string> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.ReadAsync(config.Tenant, Kept(reference), $"upstream/{config.Name}", cancellationToken);
        }
        catch (SecretNotFoundException)
        {
            throw new UpstreamException(UpstreamFault.Refused, Missing(reference));
        }
        catch (InvalidOperationException exception)
        {
            throw new UpstreamException(UpstreamFault.Refused, $"The server '{config.Name}' cannot be used: {exception.Message}");
        }
    }

    private string Kept(string reference) => !OwnSecrets.IsReference(reference) ? reference
        : ConnectionConfig.SecretScheme + (owner is null ? OwnSecrets.NameIn(reference) : OwnSecrets.KeptAs(owner, OwnSecrets.NameIn(reference)));

    private string Missing(string reference) => (OwnSecrets.IsReference(reference), owner) switch
    {
        (false, _) => $"The server '{config.Name}' needs the secret '{reference}', which is missing. Set it with 'mcpp secrets set {reference[ConnectionConfig.SecretScheme.Length..]}'.",
        (true, null) => $"The server '{config.Name}' is used with each caller's own secret '{OwnSecrets.NameIn(reference)}'. To find out what it offers, the gateway needs one of the tenant: "
            + $"set it with 'mcpp secrets set {OwnSecrets.NameIn(reference)}'.",
        (true, _) => $"The server '{config.Name}' needs your own secret '{OwnSecrets.NameIn(reference)}', and you have none. Set it with 'mcpp secrets set {OwnSecrets.NameIn(reference)} --mine'.",
    };
}
