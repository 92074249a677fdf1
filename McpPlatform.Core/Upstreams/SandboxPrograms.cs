using System.Text.RegularExpressions;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Core.Upstreams;

/// <summary>What code for the sandbox must satisfy before it is stored.</summary>
internal static partial class SandboxPrograms
{
    private const int MostGrants = 20;
    private const double MaxSeconds = 3_600;

    /// <summary>Everything that is wrong with what it is granted and may use.</summary>
    public static IEnumerable<string> Problems(SandboxCode code) =>
        GrantProblems(code.Grants).Concat(QuotaProblems(code.Quota)).Concat(
            code.Version is { } version && (version.Length is 0 or > 100 || version.Any(char.IsControl))
                ? ["'version' has 1 to 100 characters and no control characters."] : Array.Empty<string>());

    private static IEnumerable<string> GrantProblems(ToolGrants grants)
    {
        if (grants.Http.Count > MostGrants || grants.Secrets.Count > MostGrants)
        {
            yield return $"'grants.http' and 'grants.secrets' have at most {MostGrants} entries each.";
        }

        if (grants.Http.Select(origin => origin ?? "").FirstOrDefault(origin => !IsOrigin(origin)) is { } wrong)
        {
            yield return $"'{wrong}' in 'grants.http' is no origin such as https://api.example.com.";
        }

        if (grants.Secrets.Select(secret => secret ?? "").FirstOrDefault(secret => !Secret().IsMatch(secret)) is { } unfit)
        {
            yield return $"'{unfit}' in 'grants.secrets' names no secret. Write its name, without secret://.";
        }
    }

    private static IEnumerable<string> QuotaProblems(ToolQuota quota)
    {
        if (quota.MemoryMegabytes is < 1 or > 2_047 || quota.OutputKilobytes is < 1 or > 16_384 || quota.Concurrency is < 1 or > 1_000)
        {
            yield return "'quota' allows 1 to 2047 'memoryMegabytes', 1 to 16384 'outputKilobytes' and 1 to 1000 at once ('concurrency').";
        }

        if (quota.CpuSeconds is not (> 0 and <= MaxSeconds) || quota.WallSeconds is not (> 0 and <= MaxSeconds))
        {
            yield return $"'cpuSeconds' and 'wallSeconds' of 'quota' are more than 0 and at most {MaxSeconds}.";
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0 && uri.PathAndQuery == "/" && uri.Fragment.Length == 0;

    // What begins with user/ belongs to one person, and code of a tool serves all.
    [GeneratedRegex(@"^(?!user/)[A-Za-z0-9_./-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
