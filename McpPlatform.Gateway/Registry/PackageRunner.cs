using System.Text.RegularExpressions;

namespace McpPlatform.Gateway.Registry;

/// <summary>How a package is started by the runner of its ecosystem, or why not.</summary>
/// <param name="Command">The runner.</param>
/// <param name="Consent">What keeps it from asking before it installs.</param>
/// <param name="HomeLabel">Part of the host names under which its packages lie by default.</param>
internal sealed partial record PackageRunner(string Command, IReadOnlyList<string> Consent, string HomeLabel)
{
    private static readonly Dictionary<string, PackageRunner> Known = new(StringComparer.Ordinal)
    {
        ["npm"] = new("npx", ["-y"], "npmjs"), ["pypi"] = new("uvx", [], "pypi"),
    };

    /// <summary>The runner of a kind of packages; <see langword="null"/> where the gateway has none.</summary>
    public static PackageRunner? Of(string? kind) => Known.GetValueOrDefault(kind ?? "");

    /// <summary>Why it cannot start a package; <see langword="null"/> where it can.</summary>
    public string? Refusal(RegistryPackage package) => package switch
    {
        { Transport.Type: not (null or "stdio") } => "It serves an address of its own instead of standard streams. Run it yourself, and add its address.",
        _ when !Identifier().IsMatch(package.Identifier ?? "") => $"Its package has no name that {Command} takes.",
        _ when package.Version is "latest" || !Version().IsMatch(package.Version ?? "") => "It names no exact version of its package.",
        _ when !LiesAtHome(package.RegistryBaseUrl) => $"Its package lies elsewhere than where {Command} looks for it, and another may have the same name there.",
        { RuntimeHint: { } hint, RuntimeArguments.Count: > 0 } when hint != Command => $"It is made to be started by another program than {Command}.",
        _ => null,
    };

    /// <summary>The arguments that start a package.</summary>
    public IEnumerable<string> Arguments(RegistryPackage package, IEnumerable<string> own, IEnumerable<string> packages) =>
        [.. Consent, .. own.Where(a => !Consent.Contains(a)), $"{package.Identifier}@{package.Version}", .. packages];

    private bool LiesAtHome(string? address) =>
        address is null || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Host.Split('.').Contains(HomeLabel, StringComparer.OrdinalIgnoreCase));

    // Never an option, an address, a path, or another scheme that the runner would follow.
    [GeneratedRegex(@"^(@[A-Za-z0-9_][A-Za-z0-9._-]*/)?[A-Za-z0-9_][A-Za-z0-9._-]{0,213}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9.+!_-]{0,99}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
