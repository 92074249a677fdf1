using System.CommandLine;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary>The options that describe an upstream beside its address.</summary>
internal static class UpstreamDescriptionOptions
{
    private static readonly Option<string?> Program = new("--program") { Description = "The program to start; the gateway's settings name those that may be registered." };

    private static readonly Option<string[]> Environment = new("--env") { Description = "NAME=VALUE in the program's environment; repeatable. A secret is named as secret://NAME." };

    private static readonly Option<string?> Folder = new("--folder") { Description = "Where the program starts." };

    private static readonly Option<RiskClass?> Risk = new("--risk") { Description = "How much harm its tools can do: low, medium, high or critical." };

    private static readonly Option<string[]> Tags = new("--tag") { Description = "A word by which it is found; repeatable." };

    private static readonly Option<string?> Owner = new("--owner") { Description = "Who answers for it." };

    private static readonly Option<string?> Purpose = new("--purpose") { Description = "What it is for." };

    private static readonly Option<double?> CallsPerSecond = new("--calls-per-second") { Description = "How often one of its tools may be called in the long run." };

    private static readonly Option<int?> Burst = new("--burst") { Description = "How often at once; needs --calls-per-second." };

    private static readonly Option<decimal?> PerCall = new("--price-per-call") { Description = "What a call costs, in the unit you count in." };

    private static readonly Option<decimal?> PerMegabyte = new("--price-per-megabyte") { Description = "What a million bytes of arguments and results cost." };

    private static readonly Option<decimal?> PerThousandTokens = new("--price-per-thousand-tokens") { Description = "What a thousand tokens cost." };

    private static readonly Option<int?> CacheFor = new("--cache-for") { Description = "Seconds for which answers of its tools that only read are kept; 0 for not at all." };

    private static readonly Option<int?> CallTimeout = new("--call-timeout") { Description = "Seconds a call may take in all, waiting included." };

    private static readonly Option<string?> Exchange = new("--token-exchange")
    {
        Description = "Name of the issuer that exchanges a caller's token for one for the upstream (RFC 8693); \"\" for none any more.",
    };

    private static readonly Option<string?> ExchangeResource = new("--token-resource") { Description = "The upstream's address as that issuer knows it." };

    private static readonly Option<string?> ExchangeAudience = new("--token-audience") { Description = "The upstream's name as that issuer knows it." };

    private static readonly Option<string?> ExchangeScope = new("--token-scope") { Description = "Scopes asked for, with spaces between." };

    /// <summary>How messages travel.</summary>
    public static Option<UpstreamTransport?> Transport { get; } = new("--transport")
    {
        Description = "How messages travel: streamablehttp or sse; stdio is meant by --program.",
    };

    /// <summary>Arguments of the program.</summary>
    public static Option<string[]> Arguments { get; } = new("--argument")
    {
        Description = "An argument of the program; repeatable. --argument=-y for one that begins with a dash.",
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [Transport, Program, Arguments, Environment, Folder, Risk, Tags, Owner, Purpose, CallsPerSecond, Burst, PerCall, PerMegabyte, PerThousandTokens, CacheFor, CallTimeout, Exchange, ExchangeResource, ExchangeAudience, ExchangeScope];

    /// <summary>Describes an upstream with what was given; what was not given stays.</summary>
    /// <param name="call">The call.</param>
    /// <param name="upstream">The upstream.</param>
    /// <exception cref="CliException">A secret is given as an argument.</exception>
    public static T Describe<T>(CommandCall call, T upstream)
        where T : UpstreamDescription => upstream with
        {
            Transport = call.Value(Program) is not null ? UpstreamTransport.Stdio : call.Value(Transport) ?? upstream.Transport,
            Program = ProgramOf(call, upstream.Program),
            Risk = call.Value(Risk) ?? upstream.Risk,
            Tags = call.Value(Tags) is { Length: > 0 } tags ? tags : upstream.Tags,
            Owner = call.Value(Owner) ?? upstream.Owner,
            Purpose = call.Value(Purpose) ?? upstream.Purpose,
            RateLimit = call.Value(CallsPerSecond) is { } rate ? new UpstreamRateLimit(rate, call.Value(Burst)) : upstream.RateLimit,
            Price = PriceOf(call, upstream.Price),
            CacheForSeconds = call.Value(CacheFor) ?? upstream.CacheForSeconds,
            CallTimeoutSeconds = call.Value(CallTimeout) ?? upstream.CallTimeoutSeconds,
            TokenExchange = ExchangeOf(call, upstream.TokenExchange),
        };

    private static UpstreamTokenExchange? ExchangeOf(CommandCall call, UpstreamTokenExchange? stands)
    {
        var (issuer, resource, audience, scope) = (call.Value(Exchange) ?? stands?.Issuer, call.Value(ExchangeResource), call.Value(ExchangeAudience), call.Value(ExchangeScope));
        if (issuer is { Length: > 0 })
        {
            return new UpstreamTokenExchange(issuer, resource ?? stands?.Resource, audience ?? stands?.Audience, scope ?? stands?.Scope);
        }

        return (resource ?? audience ?? scope) is null ? null : throw new CliException("--token-resource, --token-audience and --token-scope need --token-exchange ISSUER.");
    }

    private static UpstreamPrice? PriceOf(CommandCall call, UpstreamPrice? stands)
    {
        var (perCall, perMegabyte, perTokens) = (call.Value(PerCall), call.Value(PerMegabyte), call.Value(PerThousandTokens));
        return perCall is null && perMegabyte is null && perTokens is null ? stands : new UpstreamPrice(
            perCall ?? stands?.PerCall ?? 0, perMegabyte ?? stands?.PerMegabyte ?? 0, perTokens ?? stands?.PerThousandTokens ?? 0);
    }

    private static UpstreamProgram? ProgramOf(CommandCall call, UpstreamProgram? stands)
    {
        var command = call.Value(Program) ?? stands?.Command;
        return command is null ? null : new UpstreamProgram(
            command,
            call.Value(Arguments) is { Length: > 0 } arguments ? arguments : stands?.Arguments,
            VariablesOf(call) is { Count: > 0 } variables ? variables : stands?.Environment,
            call.Value(Folder) ?? stands?.Folder);
    }

    /// <summary>The variables of the program's environment that were given.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="CliException">A secret is given as an argument.</exception>
    public static Dictionary<string, string> VariablesOf(CommandCall call)
    {
        var variables = Texts.Pairs(call.Value(Environment));
        return variables.FirstOrDefault(UpstreamOptions.IsLiteralSecret).Key is { } literal
            ? throw new CliException($"'{literal}' is a secret, and arguments can be seen by others on this machine. Store it with 'mcpp secrets set' and give it as secret://NAME.")
            : variables;
    }
}
