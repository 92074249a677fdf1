using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Gateway.Registry;

/// <summary>Sorts the inputs of an entry into what is known and what has to be given.</summary>
internal sealed class ProposalInputs
{
    private const int MaxNameLength = 100;
    private const int MaxTextLength = 500;
    private readonly List<ProposalInput> toGive = [];

    /// <summary>What has to be given, or may be.</summary>
    public IReadOnlyList<ProposalInput> ToGive => toGive;

    /// <summary>Whether the entry refers to a secret of this installation: adding it would send that secret to a stranger.</summary>
    public bool WantsOurSecret { get; private set; }

    /// <summary>The headers, or variables, that are known.</summary>
    public Dictionary<string, string> Pairs(IEnumerable<RegistryInput?>? inputs, ProposalPlace place)
    {
        var known = new Dictionary<string, string>(place == ProposalPlace.Header ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (var input in Present(inputs).Where(i => i.Name is { Length: > 0 }))
        {
            if (InputText.Of(input) is { Length: > 0 } text)
            {
                known[input.Name!] = text;
                WantsOurSecret |= text.Contains(ConnectionConfig.SecretScheme, StringComparison.OrdinalIgnoreCase);
            }
            else
            {
                Ask(place, input.Name!, input);
            }
        }

        return known;
    }

    /// <summary>The arguments: one that has to be given stands in its place in braces, one that may be given is left out.</summary>
    public IEnumerable<string> Arguments(IEnumerable<RegistryInput?>? inputs) => Present(inputs).SelectMany(Argument);

    /// <summary>The address; <see langword="null"/> where it has to be given.</summary>
    public string? Address(RegistryTransport transport)
    {
        var template = transport.Url ?? "";
        if (InputText.Filled(template, transport.Variables) is { } address && !InputText.IsTemplate(address))
        {
            return address;
        }

        toGive.Add(new ProposalInput(ProposalPlace.Address, "url", Required: true, Secret: false) { Form = ForeignText.Of(template, MaxTextLength) });
        return null;
    }

    private IEnumerable<string> Argument(RegistryInput input)
    {
        var isNamed = input.Type == "named" && input.Name is { Length: > 0 };
        var label = (isNamed ? input.Name!.TrimStart('-') : input.ValueHint ?? input.Name) is { Length: > 0 } said ? said : "argument";
        var text = InputText.Of(input);
        if (text is null)
        {
            Ask(ProposalPlace.Argument, label, input);
            text = IsRequired(input) ? input.Value ?? $"{{{label}}}" : null;
        }

        return (isNamed, text) switch
        {
            (_, null) => [],
            (false, _) => text.Length > 0 ? [text] : [],
            (true, "") => [input.Name!],
            (true, _) when input.Name!.Length == 2 => [input.Name, text],
            _ => [$"{input.Name}={text}"],
        };
    }

    private void Ask(ProposalPlace place, string name, RegistryInput input) => toGive.Add(
        new ProposalInput(place, ForeignText.Of(name, MaxNameLength) ?? "?", IsRequired(input), IsSecret(input))
        {
            Form = ForeignText.Of(input.Value, MaxTextLength), Description = ForeignText.Of(Description(input), MaxTextLength),
        });

    private static bool IsRequired(RegistryInput input) => input.IsRequired || input.Variables?.Values.Any(v => v is { IsRequired: true }) == true;

    private static bool IsSecret(RegistryInput input) => input.IsSecret || input.Variables?.Values.Any(v => v is { IsSecret: true }) == true;

    private static string Description(RegistryInput input) => string.Join(
        ' ',
        [
            .. new[] { input.Description }.OfType<string>(),
            .. (input.Variables ?? new Dictionary<string, RegistryInput>()).Where(v => v.Value?.Description is not null).Select(v => $"{{{v.Key}}}: {v.Value.Description}"),
            .. input.Choices is { Count: > 0 } choices ? [$"One of: {string.Join(", ", choices)}."] : Array.Empty<string>(),
        ]);

    private static IEnumerable<RegistryInput> Present(IEnumerable<RegistryInput?>? inputs) => (inputs ?? []).OfType<RegistryInput>();
}
