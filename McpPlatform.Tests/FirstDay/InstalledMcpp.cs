using System.Diagnostics;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Mcp.Conformance;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.FirstDay;

/// <summary>The command <c>mcpp</c>, installed as README says, but into a folder of its own.</summary>
public sealed class InstalledMcpp : IAsyncLifetime
{
    private readonly TestFolder folder = new();

    /// <summary>The lines that install it.</summary>
    public static IReadOnlyList<string> Commands { get; } =
        [.. Readme.Lines.Where(line => line.StartsWith("dotnet pack", StringComparison.Ordinal) || line.StartsWith("dotnet tool", StringComparison.Ordinal))];

    /// <summary>What finds it.</summary>
    public string SearchPath => $"{folder.Path}{Path.PathSeparator}{System.Environment.GetEnvironmentVariable("PATH")}";

    public async ValueTask InitializeAsync()
    {
        Commands.Count.ShouldBe(2);
        foreach (var command in Commands)
        {
            var here = command.Replace("--global", $"--tool-path \"{folder.Path}\"", StringComparison.Ordinal);
            var run = await CommandRun.OfAsync(new ProcessStartInfo("sh", ["-c", here]) { WorkingDirectory = Gateway.Repository.Root }, CancellationToken.None);
            run.Code.ShouldBe(0, $"{here}\n{run.Output}");
        }
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
