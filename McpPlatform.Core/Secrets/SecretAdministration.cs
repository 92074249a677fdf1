using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Secrets;

/// <summary>Lists, sets and removes secrets on behalf of a caller. Nothing here reads a value.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="secrets">The secret service.</param>
public sealed partial class SecretAdministration(IPolicy policy, ISecretService secrets)
{
    private const int MaxLength = 65_536;

    /// <summary>Lists secrets by name.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<SecretInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageSecrets, "secrets", cancellationToken);
        return await secrets.ListAsync(by.Tenant, page, cancellationToken);
    }

    /// <summary>Sets a secret.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<SecretInfo> SetAsync(Principal by, string name, string? value, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageSecrets, Resource(name), cancellationToken);
        if (OwnSecrets.IsName(name))
        {
            throw new InvalidInputException("A name that begins with 'user/' belongs to one caller, who alone sets it: 'mcpp secrets set NAME --mine'.");
        }

        if (!Name().IsMatch(name))
        {
            throw new InvalidInputException("A secret's name has 1 to 100 letters, digits, '-', '_', '/' or '.'.");
        }

        return string.IsNullOrEmpty(value) || value.Length > MaxLength
            ? throw new InvalidInputException($"A secret has 1 to {MaxLength} characters.")
            : await secrets.SetAsync(by, name, value, cancellationToken);
    }

    /// <summary>Removes a secret.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such secret.</exception>
    public async Task RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageSecrets, Resource(name), cancellationToken);
        if (!await secrets.RemoveAsync(by, name, cancellationToken))
        {
            throw new NotFoundException($"There is no secret '{name}'. 'mcpp secrets list' shows those that exist.");
        }
    }

    /// <summary>Sets a secret of the caller's own, which calls to servers use where they refer to <c>secret://user/name</c>.</summary>
    /// <param name="by">Who, and whose.</param>
    /// <param name="name">Its name, without <c>/</c>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<SecretInfo> SetOwnAsync(Principal by, string name, string? value, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.OwnSecrets, $"own-secret/{name}", cancellationToken);
        if (!OwnSecrets.IsPlainName(name))
        {
            throw new InvalidInputException("The name of a secret of your own has 1 to 60 letters, digits, '-', '_' or '.'.");
        }

        var set = string.IsNullOrEmpty(value) || value.Length > MaxLength
            ? throw new InvalidInputException($"A secret has 1 to {MaxLength} characters.")
            : await secrets.SetAsync(by, OwnSecrets.KeptAs(by.Id, name), value, cancellationToken);
        return set with { Name = name, Reference = $"secret://user/{name}" };
    }

    /// <summary>Removes a secret of the caller's own.</summary>
    /// <param name="by">Who, and whose.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such secret.</exception>
    public async Task RemoveOwnAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        await policy.RequireAsync(by, Actions.OwnSecrets, $"own-secret/{name}", cancellationToken);
        if (!OwnSecrets.IsPlainName(name) || !await secrets.RemoveAsync(by, OwnSecrets.KeptAs(by.Id, name), cancellationToken))
        {
            throw new NotFoundException($"You have no secret '{name}' of your own.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    private static string Resource(string name) => $"secret/{name}";
}
