using System.Text;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Guard.Policy;

/// <summary>Makes rules of texts. Nothing is taken of a text in which anything is wrong.</summary>
internal static class PolicyCompiler
{
    private const int MostPolicies = 1_000;

    /// <summary>Makes rules of what the engine found in a text.</summary>
    /// <param name="prefix">What the ids of the rules begin with.</param>
    /// <param name="text">The text.</param>
    /// <param name="found">What the engine found.</param>
    /// <param name="detectors">Ids of the detectors of sensitive data there are.</param>
    public static CompiledText Compile(string prefix, string text, CheckedText found, IReadOnlySet<string> detectors)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var problems = found.Problems.Select(p => Problem(bytes, p.Start, p.Message)).ToList();
        var rules = new List<PolicyRule>();
        foreach (var policy in found.Policies.Where(_ => found.Problems.Count == 0).OrderBy(p => p.Start))
        {
            try
            {
                rules.Add(PolicyRule.Of(prefix, policy.Json, detectors));
                if (rules.SkipLast(1).Any(r => r.Id == rules[^1].Id))
                {
                    throw new UnreadablePolicyException($"another policy of this text has the id '{rules[^1].Id}' too");
                }
            }
            catch (UnreadablePolicyException exception)
            {
                problems.Add(Problem(bytes, policy.Start, $"This policy cannot be used: {exception.Message}."));
            }
        }

        if (rules.Count > MostPolicies)
        {
            problems.Add(new PolicyProblem(1, 1, $"There are {rules.Count} policies, and a set has at most {MostPolicies}."));
        }

        return new CompiledText(problems.Count > 0 ? [] : rules, problems);
    }

    private static PolicyProblem Problem(byte[] text, int start, string message)
    {
        var before = text.AsSpan(0, Math.Min(start, text.Length));
        return new PolicyProblem(before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'), message);
    }
}

/// <summary>A text of policies as rules.</summary>
/// <param name="Rules">The rules; empty when there is a problem.</param>
/// <param name="Problems">What is wrong; empty when nothing is.</param>
internal sealed record CompiledText(IReadOnlyList<PolicyRule> Rules, IReadOnlyList<PolicyProblem> Problems);
