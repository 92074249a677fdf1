using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Cli.Doctor;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp doctor</c>: looks at everything McpPlatform needs here and says what to do about what is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Offline("doctor", "Check what McpPlatform needs on this machine.", RunAsync);

    private static async Task<int> RunAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        await foreach (var finding in Examination.RunAsync(call, cancellationToken))
        {
            findings.Add(finding);
            if (!call.Json)
            {
                call.Say($"{(finding.Ok ? "ok  " : "BAD ")} {finding.What,-13} {finding.Message}");
            }
        }

        if (call.Json)
        {
            await call.Terminal.Out.WriteLineAsync(JsonSerializer.Serialize(new Report(findings.TrueForAll(f => f.Ok), findings), ReportJson.Default.Report));
        }

        return findings.TrueForAll(finding => finding.Ok) ? ExitCodes.Done : ExitCodes.Failed;
    }
}

/// <summary>What the doctor says to a program.</summary>
/// <param name="Ok">Whether all is well.</param>
/// <param name="Findings">What was looked at.</param>
internal sealed record Report(bool Ok, IReadOnlyList<Finding> Findings);

/// <summary>The JSON of <see cref="Report"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
