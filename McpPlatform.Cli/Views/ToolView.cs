using McpPlatform.Cli.Commands;
using McpPlatform.Client.Words;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Text;

namespace McpPlatform.Cli.Views;

/// <summary>A tool for whoever decides about it. Nothing of a definition reaches the terminal unless it can be seen.</summary>
internal static class ToolView
{
    /// <summary>Draws it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="detail">The tool.</param>
    public static void Draw(CommandCall call, ToolDetail detail)
    {
        var (tool, output) = (detail.Tool, call.Terminal.Out);
        output.WriteLine($"{HiddenCharacters.Reveal($"{tool.Upstream}/{tool.Name}")}: {ToolWords.Of(tool.State)}");
        if (tool.Approved is { } approved)
        {
            output.WriteLine($"approved {ToolWords.Short(approved.Hash)} by {approved.By}, {Texts.When(approved.At)}");
        }

        if (tool.Offered is { } offered)
        {
            output.WriteLine($"offered  {ToolWords.Short(offered.Hash)} since {Texts.When(offered.FirstSeen)}{(offered.RejectedBy is { } by ? $", rejected by {by}" : "")}");
        }

        if (tool.Sandbox is { } code)
        {
            output.WriteLine($"sandbox  {ToolWords.Of(code)}: {ToolWords.Reach(code)}");
            output.WriteLine($"a call   {ToolWords.Of(code.Quota)}");
        }

        foreach (var finding in tool.Findings)
        {
            output.WriteLine($"{ToolWords.Of(finding.Severity)}: {ToolWords.Place(finding.Where)}: {HiddenCharacters.Reveal(finding.Message)}");
        }

        DrawDefinition(output, detail);
    }

    private static void DrawDefinition(TextWriter output, ToolDetail detail)
    {
        output.WriteLine();
        if (detail.OfferedJson is null)
        {
            output.WriteLine(ToolWords.Indent(detail.ApprovedJson!));
            return;
        }

        foreach (var change in detail.Changes)
        {
            output.WriteLine($"{ToolWords.Place(change.Where)}:");
            DrawLines(output, '-', change.Before);
            DrawLines(output, '+', change.After);
        }

        if (detail.ChangesLeftOut > 0)
        {
            output.WriteLine($"and {Figures.Of(detail.ChangesLeftOut, "more change")}: see --json");
        }
    }

    private static void DrawLines(TextWriter output, char sign, string? text)
    {
        foreach (var line in text is null ? [] : HiddenCharacters.Reveal(text).Split('\n'))
        {
            output.WriteLine($"  {sign} {line}");
        }
    }
}
