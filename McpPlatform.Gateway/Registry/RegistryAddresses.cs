using System.Text.RegularExpressions;
using McpPlatform.Core;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Registry;

/// <summary>Which registries there are and where; the setting is checked before the gateway starts.</summary>
internal sealed partial class RegistryAddresses(IOptions<GatewayOptions> options)
{
    /// <summary>All names, in order.</summary>
    public IReadOnlyList<string> Names => [.. options.Value.Registries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The address of one, without a slash at its end.</summary>
    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public string Of(string registry) => options.Value.Registries.TryGetValue(registry, out var address)
        ? address.TrimEnd('/')
        : throw new NotFoundException($"There is no registry '{registry}'. Those there are: {(Names.Count == 0 ? "none" : string.Join(", ", Names))}; the setting 'Gateway:Registries' names them.");

    /// <summary>Everything that is wrong with the setting.</summary>
    internal sealed class Rules : IValidateOptions<GatewayOptions>
    {
        public ValidateOptionsResult Validate(string? name, GatewayOptions options)
        {
            var problems = options.Registries.SelectMany(r => Problems(r.Key, r.Value)).ToList();
            return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
        }

        private static IEnumerable<string> Problems(string registry, string? address)
        {
            if (!Name().IsMatch(registry))
            {
                yield return $"'Gateway:Registries:{registry}': the name of a registry has 1 to 30 lower-case letters, digits or '-', and begins with a letter.";
            }

            // The address itself never appears: it may hold a password.
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || !(uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)))
            {
                yield return $"'Gateway:Registries:{registry}' must be an absolute address that begins with https://; http:// is for this machine only.";
            }
            else if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            {
                yield return $"'Gateway:Registries:{registry}' must have neither a user nor a query nor a fragment.";
            }
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,29}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
