namespace McpPlatform.Store.Runs;

/// <summary>What events about a run carry as their subject.</summary>
internal static class RunSubject
{
    public static string Of(Guid runId) => $"run/{runId}";
}
