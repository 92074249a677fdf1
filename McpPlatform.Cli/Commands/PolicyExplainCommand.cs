using System.CommandLine;
using System.Text.Json;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp policy explain</c>: what would be decided, and why.</summary>
internal static class PolicyExplainCommand
{
    private static readonly Argument<string> Action = new("action") { Description = "What, such as tool.call." };

    private static readonly Argument<string> Resource = new("resource") { Description = "On what, such as tool/wiki/search." };

    private static readonly Option<PrincipalKind> Kind = new("--kind") { Description = "Whom the principal stands for: person, agent or service.", DefaultValueFactory = _ => PrincipalKind.Agent };

    private static readonly Option<string?> Id = new("--id") { Description = "The principal's id, such as key:018f…." };

    private static readonly Option<string?> Name = new("--name") { Description = "The principal's name." };

    private static readonly Option<Scope[]> Scopes = new("--scope") { Description = "A scope it has; repeat for more.", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<Role[]> Roles = new("--role") { Description = "A role it has; repeat for more.", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<RiskClass?> Risk = new("--risk") { Description = "Risk of the resource." };

    private static readonly Option<string[]> Tags = new("--tag") { Description = "A tag of the resource; repeat for more.", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string?> Arguments = new("--arguments") { Description = "Arguments of the call, as JSON." };

    private static readonly Option<DateTimeOffset?> At = new("--at") { Description = "When; left out for now." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "explain", "Say what would be decided, by which policies, and what they read.", RunAsync,
        Action, Resource, Kind, Id, Name, Scopes, Roles, Risk, Tags, Arguments, At);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var explanation = await call.Gateway.ExplainPolicyAsync(Question(call), cancellationToken);
        call.Show(explanation, shown =>
        {
            call.Say($"{(shown.Allowed ? "Allowed" : "Refused")} by the rule '{shown.Rule}'. {shown.Reason}".TrimEnd());
            call.Say($"Decided by: {Join(shown.DecidedBy)}");
            call.Say($"Asked:      {Join(shown.Asked)}");
            call.Say($"They read:  {Join(shown.Read)}");
            call.Say($"Obliges to: {Join(shown.Obligations)}");
            call.Say($"Version:    {shown.Version}");
        });
        return ExitCodes.Done;
    }

    private static ExplainPolicy Question(CommandCall call)
    {
        var roles = call.Value(Roles) ?? [];
        var scopes = call.Value(Scopes) ?? [];
        var principal = new PolicyPrincipal(call.Value(Kind))
        {
            Id = call.Value(Id) ?? "", Name = call.Value(Name) ?? "", Roles = roles, Scopes = scopes.Length == 0 && roles.Length > 0 ? null : scopes,
        };
        var arguments = call.Value(Arguments);
        return new ExplainPolicy(principal, call.Value(Action), Subject(call))
        {
            Context = new PolicyCircumstances { Arguments = arguments is null ? null : JsonElement.Parse(arguments), Now = call.Value(At) },
        };
    }

    private static PolicySubject Subject(CommandCall call) => call.Value(Resource).Split('/', 2) switch
    {
        [{ Length: > 0 } type, var id] => new PolicySubject(type, id) { Risk = call.Value(Risk), Tags = call.Value(Tags) ?? [] },
        _ => new PolicySubject(call.Value(Resource), ""),
    };

    private static string Join(IReadOnlyList<string> words) => words.Count == 0 ? "nothing" : string.Join(", ", words);
}
