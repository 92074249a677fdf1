using System.Globalization;
using System.Text;
using McpPlatform.Benchmarks.Sync;

namespace McpPlatform.Benchmarks.Measuring;

/// <summary>The report of one session, as Markdown: on the console while it grows, and in a file at its end.</summary>
internal sealed class Report
{
    private readonly StringBuilder text = new();
    private bool inSpeeds;
    private bool inMemory;

    public static string Verdict(bool reached) => reached ? "reached" : "**not reached**";

    /// <summary>Says on what was measured.</summary>
    public void Begin(SyncArguments arguments, string server)
    {
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{DateTime.UtcNow:yyyy-MM-dd}, {Machine.Describe()}; PostgreSQL {server} as both source and destination; {arguments.Rows:N0} rows × 7 columns; {arguments.Times} times in turn, median (least–greatest)."));
    }

    /// <summary>Adds a comparison.</summary>
    public void Speed(string what, double target, Comparison comparison)
    {
        if (!inSpeeds)
        {
            Say("");
            Say("| what | platform | next to | speed (1 = equal) | wanted | | load |");
            Say("| --- | --- | --- | --- | --- | --- | --- |");
            inSpeeds = true;
        }

        Say($"{comparison.Row(what, target)} {Machine.Load()} |");
    }

    /// <summary>Adds the greatest memory of a process, by the kernel's account.</summary>
    public void Memory(string process, long megabytes, int rows)
    {
        if (!inMemory)
        {
            Say("");
            Say("| process | rows moved | peak memory (VmHWM) |");
            Say("| --- | --- | --- |");
            inMemory = true;
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"| {process} | {rows:N0} | {megabytes} MB |"));
    }

    public void Say(string line)
    {
        Console.WriteLine(line);
        text.AppendLine(line);
    }

    /// <summary>Puts the report between two marks of a file, in place of the one before; without a file, nowhere.</summary>
    public async Task WriteAsync(string? file, string mark)
    {
        if (file is null)
        {
            return;
        }

        var (begin, end) = ($"<!-- {mark} -->", $"<!-- /{mark} -->");
        var before = await File.ReadAllTextAsync(file);
        var (from, to) = (before.IndexOf(begin, StringComparison.Ordinal), before.IndexOf(end, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{file} lacks the marks {begin} and {end}.");
        }

        await File.WriteAllTextAsync(file, $"{before[..(from + begin.Length)]}\n{text}{before[to..]}");
    }
}
