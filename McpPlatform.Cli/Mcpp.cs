using System.CommandLine;
using McpPlatform.Cli.Commands;

namespace McpPlatform.Cli;

/// <summary>The command line, as a table of contents.</summary>
internal static class Mcpp
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>0 when it succeeded, 2 when a person must answer or approve first, 1 otherwise.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken)
    {
        var frame = new CommandFrame(terminal);
        var root = new RootCommand("Say what data should move, see the plan, approve it, and watch it arrive.")
        {
            PlanCommand.Create(frame),
            AnswerCommand.Create(frame),
            ApplyCommand.Create(frame),
            RunCommand.Create(frame),
            RunsCommand.Create(frame),
            WatchCommand.Create(frame),
            ApproveCommand.Create(frame),
            CancelCommand.Create(frame),
            ResumeCommand.Create(frame),
            FixCommand.Create(frame),
            PipelinesCommand.Create(frame),
            ScheduleCommand.Create(frame),
            ConnectionsCommand.Create(frame),
            UpstreamsCommand.Create(frame),
            ToolsCommand.Create(frame),
            PolicyCommand.Create(frame),
            McpCommand.Create(frame),
            DiscoverCommand.Create(frame),
            PreviewCommand.Create(frame),
            DatasetsCommand.Create(frame),
            LineageCommand.Create(frame),
            RollbackCommand.Create(frame),
            WarehouseCommand.Create(frame),
            QueryCommand.Create(frame),
            SecretsCommand.Create(frame),
            KeysCommand.Create(frame),
            PeopleCommand.Create(frame),
            TenantsCommand.Create(frame),
            SignInCommand.Create(frame),
            SignOutCommand.Create(frame),
            AuditCommand.Create(frame),
            UsageCommand.Create(frame),
            QuotasCommand.Create(frame),
            DlpCommand.Create(frame),
            FirewallCommand.Create(frame),
            DoctorCommand.Create(frame),
        };
        frame.AddGlobalOptions(root);
        var output = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };

        // Names of npm packages begin with '@' and name no file to read arguments from.
        return root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }).InvokeAsync(output, cancellationToken);
    }
}
