using McpPlatform.Guard.Detection;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard.Redaction;

/// <summary>Says all that is wrong with the section <c>Detection</c> when a service starts.</summary>
internal sealed class DetectionOptionsCheck : IValidateOptions<DetectionOptions>
{
    private const int MostCustom = 50;

    public ValidateOptionsResult Validate(string? name, DetectionOptions options)
    {
        var own = Detectors.All.Select(d => d.Id).ToHashSet(StringComparer.Ordinal);
        var problems = options.Detectors.Where(id => !own.Contains(id))
            .Select(id => $"{DetectionOptions.Section}:Detectors names '{id}', which is no detector. There are: {string.Join(", ", own)}.")
            .Concat(options.Actions.Keys.Where(id => !own.Contains(id) && !options.Custom.ContainsKey(id))
                .Select(id => $"{DetectionOptions.Section}:Actions names '{id}', which is no detector; define it under {DetectionOptions.Section}:Custom first."))
            .Concat(options.Custom.SelectMany(c => Problems(c.Key, c.Value, own)))
            .Concat(options.Custom.Count > MostCustom ? [$"{DetectionOptions.Section}:Custom has {options.Custom.Count} detectors; at most {MostCustom} are allowed."] : [])
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(string id, CustomDetectorOptions custom, HashSet<string> own)
    {
        if (own.Contains(id))
        {
            yield return $"{DetectionOptions.Section}:Custom:{id} has the id of a detector of the platform. Choose another.";
        }

        var problem = Problem(id, custom);
        if (problem is not null)
        {
            yield return $"{DetectionOptions.Section}:Custom:{id}: {problem}";
        }
    }

    private static string? Problem(string id, CustomDetectorOptions custom)
    {
        try
        {
            _ = new CustomDetector(id, custom.Pattern, [.. custom.Near]);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }
}
