using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace McpPlatform.Guard.Sandbox;

/// <summary>Turns what a slot made of a call into a result, and every failure into one sentence.</summary>
internal sealed class SlotVerdict(SandboxedTool tool, SandboxQuota quota, HostFunctions host)
{
    private const int MaxJsonDepth = 64;

    public SandboxResult Of(SlotOutcome outcome, string lastWords) => outcome.Message switch
    {
        null => Ended(outcome.Killed, lastWords),
        { Did: "result" } => Checked(outcome),
        { Did: "failed" } failed => Failed(failed, outcome.CpuTime),
        _ => Failure(SandboxFailureKind.Crashed, "was answered by its slot with nonsense."),
    };

    private SandboxResult Ended(KillReason killed, string lastWords) => killed switch
    {
        KillReason.WallTime => Failure(SandboxFailureKind.TimedOut, $"took longer than {quota.WallTime.TotalSeconds:0.###} s and was ended."),
        KillReason.CpuTime => Failure(SandboxFailureKind.OutOfCpuTime, $"used more than {quota.CpuTime.TotalSeconds:0.###} s of processor time and was ended."),
        _ when lastWords.Contains(Slot.OutOfMemory, StringComparison.Ordinal) => OutOfMemory(TimeSpan.Zero),
        _ => Failure(SandboxFailureKind.Crashed, "was ended: the process of its slot died."),
    };

    private SandboxResult Checked(SlotOutcome outcome) => outcome.Body switch
    {
        { IsEmpty: true } => Failure(SandboxFailureKind.OutputUnreadable, "answered with nothing.", outcome.CpuTime),
        var json when IsJson(json.Span) => new SandboxResult(json, null, outcome.CpuTime),
        var text when Utf8.IsValid(text.Span) => new SandboxResult(Quoted(text.Span), null, outcome.CpuTime),
        _ => Failure(SandboxFailureKind.OutputUnreadable, "answered with something that is neither JSON nor text in UTF-8.", outcome.CpuTime),
    };

    private SandboxResult Failed(SlotMessage failed, TimeSpan cpuTime) => failed.Why switch
    {
        "memory" => OutOfMemory(cpuTime),
        "output" => Failure(SandboxFailureKind.OutputTooLarge, $"answered with more than {quota.OutputBytes} bytes.", cpuTime),
        "refused" => Failure(SandboxFailureKind.RefusedHostCall, $"was refused. {failed.Message}", cpuTime),
        "invalid" => Failure(SandboxFailureKind.InvalidTool, $"does not run. {failed.Message}", cpuTime),
        _ when host.Refusal is { } refusal => Failure(SandboxFailureKind.RefusedHostCall, $"failed after a refusal. {refusal}", cpuTime),
        "trapped" => Failure(SandboxFailureKind.Trapped, $"trapped: {failed.Message}", cpuTime),
        _ => Failure(SandboxFailureKind.Failed, $"failed: {failed.Message}", cpuTime),
    };

    private SandboxResult OutOfMemory(TimeSpan cpuTime) =>
        Failure(SandboxFailureKind.OutOfMemory, $"needed more than {quota.MemoryBytes} bytes of memory.", cpuTime);

    private SandboxResult Failure(SandboxFailureKind kind, string what, TimeSpan cpuTime = default) =>
        SandboxResult.Failed(kind, $"The tool '{tool.Name}' {host.Masked(what)}", cpuTime);

    private static byte[] Quoted(ReadOnlySpan<byte> text) => JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(text), SlotJson.Default.String);

    private static bool IsJson(ReadOnlySpan<byte> output)
    {
        var reader = new Utf8JsonReader(output, new JsonReaderOptions { MaxDepth = MaxJsonDepth });
        try
        {
            while (reader.Read())
            {
                // Reads to the end, which is all that is asked.
            }

            return reader.BytesConsumed == output.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
