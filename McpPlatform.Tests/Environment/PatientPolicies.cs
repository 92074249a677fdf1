using System.Runtime.CompilerServices;

namespace McpPlatform.Tests.Environment;

/// <summary>
/// Decisions may take long here: a machine that runs many tests at once is slower than any that serves agents, and a refusal for want of time would
/// fail tests of other things. Processes that tests start inherit it; tests of the deadline set their own.
/// </summary>
internal static class PatientPolicies
{
    [ModuleInitializer]
    internal static void BePatient() => System.Environment.SetEnvironmentVariable("Policy__Deadline", "00:00:20");
}
