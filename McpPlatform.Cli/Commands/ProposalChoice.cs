using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Cli.Commands;

/// <summary>Chooses among the ways a found server could be added, and puts in what was given; what is missing is named, never asked for.</summary>
internal static class ProposalChoice
{
    /// <summary>The upstream to add.</summary>
    /// <param name="call">The call.</param>
    /// <param name="server">The server.</param>
    /// <param name="headers">The headers that were given.</param>
    /// <exception cref="CliException">It cannot be added, or something is missing.</exception>
    public static AddUpstream Complete(CommandCall call, FoundServer server, Dictionary<string, string> headers)
    {
        var variables = UpstreamDescriptionOptions.VariablesOf(call);
        var arguments = call.Value(UpstreamDescriptionOptions.Arguments) is { Length: > 0 };
        var fitting = server.Proposals.Where(p => Fits(p, call.Value(UpstreamDescriptionOptions.Transport), headers.Count > 0, arguments || variables.Count > 0)).ToList();
        var possible = fitting.Where(p => p.Upstream is not null && p.Problem is null).ToList();
        if (possible.Count == 0)
        {
            throw new CliException($"'{server.Name}' cannot be added{WhyNot(server, fitting)}");
        }

        var chosen = possible.FirstOrDefault(p => Missing(p, headers, variables, arguments).Count == 0) ?? possible[0];
        if (Missing(chosen, headers, variables, arguments) is { Count: > 0 } missing)
        {
            throw new CliException($"'{server.Name}' ({chosen.Kind}) needs more. Give {string.Join(", and ", missing.Select(m => Wish(m, chosen.Upstream!)).Distinct())}.");
        }

        RequireReferences(chosen, headers, variables);
        var wanted = UpstreamDescriptionOptions.Describe(call, chosen.Upstream!);
        return wanted.Program is null
            ? wanted with { Headers = Merged(wanted.Headers, headers, StringComparer.OrdinalIgnoreCase) }
            : wanted with { Program = wanted.Program with { Environment = Merged(chosen.Upstream!.Program?.Environment, variables, StringComparer.Ordinal) } };
    }

    // What was given says which way is meant.
    private static bool Fits(UpstreamProposal proposal, UpstreamTransport? transport, bool headers, bool program) =>
        (transport is null || proposal.Upstream?.Transport == transport)
        && (!headers || proposal.Upstream?.Transport != UpstreamTransport.Stdio)
        && (!program || proposal.Upstream?.Transport == UpstreamTransport.Stdio);

    private static string WhyNot(FoundServer server, List<UpstreamProposal> fitting) => (server, fitting) switch
    {
        ({ Status: FoundServerStatus.Deleted }, _) => $": it was deleted there. {server.StatusMessage}".TrimEnd(),
        ({ Proposals.Count: 0 }, _) => ": the registry does not say how it is reached.",
        (_, []) => $": it is reached by {string.Join(", ", server.Proposals.Select(p => p.Kind).Distinct())} only, which does not fit what was given.",
        _ => $": {string.Join(' ', fitting.Select(p => $"({p.Kind}) {p.Problem}").Distinct())}",
    };

    private static List<ProposalInput> Missing(
        UpstreamProposal proposal, Dictionary<string, string> headers, Dictionary<string, string> variables, bool arguments) =>
        [.. proposal.Inputs.Where(i => i.Required && i.Place switch
        {
            ProposalPlace.Header => !headers.Keys.Contains(i.Name, StringComparer.OrdinalIgnoreCase),
            ProposalPlace.Environment => !variables.ContainsKey(i.Name),
            ProposalPlace.Argument => !arguments,
            _ => true,
        })];

    private static string Wish(ProposalInput input, AddUpstream upstream) => input.Place switch
    {
        ProposalPlace.Header when input.Secret && SecretHeaders.Include(input.Name) => $"--header-stdin {input.Name}{About(input)}",
        ProposalPlace.Header => $"--header {input.Name}={Value(input)}{About(input)}",
        ProposalPlace.Environment => $"--env {input.Name}={Value(input)}{About(input)}",
        ProposalPlace.Argument => $"all arguments with --argument, which are: {string.Join(' ', upstream.Program?.Arguments ?? [])}{About(input)}",
        _ => $"its whole address, which looks like {input.Form}, to 'mcpp upstreams add {upstream.Name} URL'",
    };

    private static string Value(ProposalInput input) => input.Secret || SecretHeaders.Include(input.Name) ? $"{ConnectionConfig.SecretScheme}NAME" : "VALUE";

    private static string About(ProposalInput input) =>
        string.Join("; ", new[] { input.Form, input.Description?.TrimEnd('.') }.OfType<string>()) is { Length: > 0 } about ? $" ({about})" : "";

    // The gateway keeps a secret apart only where its name speaks of one; the registry knows of more.
    private static void RequireReferences(UpstreamProposal proposal, Dictionary<string, string> headers, Dictionary<string, string> variables)
    {
        var open = headers.Concat(variables).FirstOrDefault(given => !given.Value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal)
            && !SecretHeaders.Include(given.Key) && proposal.Inputs.Any(i => i.Secret && string.Equals(i.Name, given.Key, StringComparison.OrdinalIgnoreCase)));
        if (open.Key is not null)
        {
            throw new CliException($"'{open.Key}' is a secret. Store it with 'mcpp secrets set' and give it as {open.Key}={ConnectionConfig.SecretScheme}NAME.");
        }
    }

    private static Dictionary<string, string>? Merged(IReadOnlyDictionary<string, string>? proposed, Dictionary<string, string> given, StringComparer names)
    {
        var merged = new Dictionary<string, string>(proposed ?? new Dictionary<string, string>(), names);
        foreach (var (name, value) in given)
        {
            merged[name] = value;
        }

        return merged.Count > 0 ? merged : null;
    }
}
