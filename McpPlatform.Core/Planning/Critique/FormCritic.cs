using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;

namespace McpPlatform.Core.Planning.Critique;

/// <summary>What a plan must be before anything real is looked at: version, name, limits.</summary>
internal static class FormCritic
{
    public const int MostStreams = 1000;
    private const int LongestName = 100;
    private const int LongestRequest = 20_000;
    private const int MostTransforms = 200;

    public static void Judge(PipelinePlan plan, Findings findings)
    {
        if (plan.Version != PipelinePlan.CurrentVersion)
        {
            findings.Error("version", $"This plan has version {plan.Version}; this build reads version {PipelinePlan.CurrentVersion}.");
        }

        JudgeName(plan.Name, findings);
        if (plan.Request.Length > LongestRequest)
        {
            findings.Error("request", $"The request is longer than {LongestRequest} characters.");
        }

        if (plan.Streams.Count is 0 or > MostStreams)
        {
            findings.Error("streams", $"A plan moves 1 to {MostStreams} streams; this one has {plan.Streams.Count}.");
        }

        for (var i = 0; i < plan.Streams.Count; i++)
        {
            if (plan.Streams[i].Transforms.Count > MostTransforms)
            {
                findings.Error($"streams[{i}].transforms", $"A stream has at most {MostTransforms} transforms.");
            }
        }

        JudgeOptions("source.options", plan.Source.Options, findings);
        JudgeOptions("destination.options", plan.Destination.Options, findings);
    }

    private static void JudgeName(string name, Findings findings)
    {
        if (name.Length is 0 or > LongestName)
        {
            findings.Error("name", $"A pipeline's name has 1 to {LongestName} characters; this one has {name.Length}.");
        }
        else if (name.Trim() != name || name.Any(char.IsControl))
        {
            findings.Error("name", "A pipeline's name has no control characters and no spaces at its ends.");
        }
    }

    private static void JudgeOptions(string field, IReadOnlyDictionary<string, string> options, Findings findings)
    {
        foreach (var (key, value) in options)
        {
            var secret = key.Contains("password", StringComparison.OrdinalIgnoreCase) || key.Contains("secret", StringComparison.OrdinalIgnoreCase);
            if (secret && !value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal))
            {
                findings.Error($"{field}.{key}", $"A plan carries secret references only: store the value and write {ConnectionConfig.SecretScheme}NAME.");
            }
        }
    }
}
