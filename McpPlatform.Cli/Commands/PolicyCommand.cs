using System.CommandLine;
using McpPlatform.Cli.Policies;
using McpPlatform.Cli.Views;
using McpPlatform.Contracts.Api;

namespace McpPlatform.Cli.Commands;

/// <summary><c>mcpp policy</c>: who may do what.</summary>
internal static class PolicyCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "Name of the set, such as 'night'." };

    private static readonly Argument<string> File = new("file") { Description = "A file with policies in Cedar." };

    private static readonly Argument<string> Cases = new("file") { Description = "A YAML file with cases: principal, action, resource, context, and what is expected." };

    private static readonly Argument<int> Version = new("version") { Description = "The version to put back." };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only log what the set would refuse." };

    /// <summary>Makes it.</summary>
    /// <param name="frame">What all commands share.</param>
    public static Command Create(CommandFrame frame) => frame.Command(
        "policy", "List, check, apply, test and explain policies.", ListAsync,
        frame.Command("list", "List sets of policies.", ListAsync),
        frame.Command("show", "Print the policies of a set.", ShowAsync, Name),
        frame.Command("validate", "Say what is wrong with policies; nothing is changed.", ValidateAsync, File),
        frame.Command("apply", "Add or change a set of policies.", ApplyAsync, Name, File, DryRun),
        frame.Command("remove", "Remove a set of policies; its versions stay.", RemoveAsync, Name),
        frame.Command("versions", "List the versions of a set.", VersionsAsync, Name),
        frame.Command("restore", "Put a former version back.", RestoreAsync, Name, Version),
        frame.Command("test", "Run cases against the policies, or against policies that are not applied yet.", TestAsync, Cases),
        PolicyTryCommand.Create(frame),
        PolicyExplainCommand.Create(frame));

    private static async Task<int> ListAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.ListPoliciesAsync(cancellationToken), page => ListView.Draw(
            call, page.Items, "There are no policies beside those that ship.",
            ("Name", s => s.Name), ("Mode", s => Texts.Snake(s.Mode)), ("#Version", s => $"{s.Version}"), ("Changed", s => $"{Texts.When(s.ChangedAt)} by {s.ChangedBy}")));
        return ExitCodes.Done;
    }

    private static async Task<int> ShowAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var name = call.Value(Name);
        var set = (await call.Gateway.ListPoliciesAsync(cancellationToken)).Items.FirstOrDefault(s => s.Name == name)
            ?? throw new CliException($"There are no policies '{name}'. See 'mcpp policy list'.");
        call.Show(set, shown => call.Terminal.Out.WriteLine(shown.Text));
        return ExitCodes.Done;
    }

    private static async Task<int> ValidateAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var path = call.Value(File);
        var check = await call.Gateway.CheckPoliciesAsync(await System.IO.File.ReadAllTextAsync(path, cancellationToken), cancellationToken);
        call.Show(check, found =>
        {
            foreach (var problem in found.Problems)
            {
                call.Terminal.Out.WriteLine($"{path}:{problem.Line}:{problem.Column}: {problem.Message}");
            }

            if (found.Problems.Count == 0)
            {
                call.Say($"{path} is right.");
            }
        });
        return check.Problems.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<int> ApplyAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var text = await System.IO.File.ReadAllTextAsync(call.Value(File), cancellationToken);
        var mode = call.Value(DryRun) ? PolicyMode.DryRun : PolicyMode.Enforced;
        Say(call, await call.Gateway.PutPoliciesAsync(call.Value(Name), new PutPolicySet(text, mode), cancellationToken));
        return ExitCodes.Done;
    }

    private static async Task<int> RemoveAsync(CommandCall call, CancellationToken cancellationToken)
    {
        await call.Gateway.RemovePoliciesAsync(call.Value(Name), cancellationToken);
        call.Say($"The policies '{call.Value(Name)}' are removed. 'mcpp policy restore' puts a version back.");
        return ExitCodes.Done;
    }

    private static async Task<int> VersionsAsync(CommandCall call, CancellationToken cancellationToken)
    {
        call.Show(await call.Gateway.ListPolicyVersionsAsync(call.Value(Name), cancellationToken), page => ListView.Draw(
            call, page.Items, "There are no versions.",
            ("#Version", v => $"{v.Version}"), ("Mode", v => v.Text is null ? "removed" : Texts.Snake(v.Mode)), ("Changed", v => $"{Texts.When(v.ChangedAt)} by {v.ChangedBy}")));
        return ExitCodes.Done;
    }

    private static async Task<int> RestoreAsync(CommandCall call, CancellationToken cancellationToken)
    {
        Say(call, await call.Gateway.RestorePoliciesAsync(call.Value(Name), call.Value(Version), cancellationToken));
        return ExitCodes.Done;
    }

    private static async Task<int> TestAsync(CommandCall call, CancellationToken cancellationToken)
    {
        var cases = await PolicyCases.ReadAsync(call.Value(Cases), cancellationToken);
        var failed = 0;
        foreach (var item in cases)
        {
            var explanation = await call.Gateway.ExplainPolicyAsync(item.Question, cancellationToken);
            var isMet = item.IsMetBy(explanation);
            failed += isMet ? 0 : 1;
            call.Say(isMet ? $"ok      {item.Name}" : $"FAILED  {item.Name}: expected {item.Expected}, but got {PolicyCase.Describe(explanation)}. {explanation.Reason}");
        }

        call.Say($"{cases.Count - failed} of {cases.Count} cases hold.");
        return failed == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Say(CommandCall call, PolicySetInfo set) => call.Show(set, shown => call.Say(
        $"The policies '{shown.Name}' stand at version {shown.Version}{(shown.Mode == PolicyMode.DryRun ? "; what they would refuse is logged, and nothing refused" : " and decide")}."));
}
