using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using Microsoft.Extensions.Options;

namespace McpPlatform.Worker.Orchestration.Nodes;

/// <summary>Decides what becomes of a run whose node failed: another try, a wait for a person's correction, or the end.</summary>
/// <param name="options">The waits.</param>
/// <param name="time">The clock.</param>
internal sealed class HandleError(IOptions<WorkerOptions> options, TimeProvider time)
{
    /// <summary>Tries of a node whose failure may pass by itself.</summary>
    public const int TransientTries = 8;

    /// <summary>Tries of a node that met a defect.</summary>
    public const int SystemTries = 3;

    /// <summary>Decides, as transitions of the run that are stored together.</summary>
    /// <param name="run">The run, at the node that failed.</param>
    /// <param name="error">What went wrong.</param>
    public void Decide(Run run, RunError error)
    {
        ArgumentNullException.ThrowIfNull(run);
        var failed = run.Info.Attempt + 1;
        run.Enter(RunNode.HandleError);
        if (error.Class == FailureClass.Configuration)
        {
            run.WaitForFix(error);
        }
        else if (failed < (error.Class == FailureClass.Transient ? TransientTries : SystemTries))
        {
            run.Retry(error, time.GetUtcNow() + Delay(failed));
        }
        else
        {
            run.Fail(error with { Message = $"{error.Message} Given up after {failed} tries." }, time.GetUtcNow());
        }
    }

    private TimeSpan Delay(int failed) =>
        Backoff.Delay(failed, options.Value.FirstRetryAfter, options.Value.LongestRetryAfter, Random.Shared.NextDouble());
}
