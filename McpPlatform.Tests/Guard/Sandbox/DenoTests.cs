using McpPlatform.Guard;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DenoTests
{
    private static readonly SandboxedTool Echo = WasmTools.Tool(WasmTools.Echo);

    [Theory]
    [InlineData("Sandbox:Deno", "/nowhere/deno", "Sandbox:Deno names '/nowhere/deno', where no file is.")]
    [InlineData("Sandbox:QueueTimeout", "00:00:00", "Sandbox:QueueTimeout is 00:00:00.")]
    [InlineData("Sandbox:Slots", "0", "Slots")]
    public void A_wrong_setting_is_refused_and_named(string key, string value, string words)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();
        using var provider = new ServiceCollection().AddGuard(configuration).BuildServiceProvider();
        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<SandboxOptions>>().Value).Message.ShouldContain(words);
    }

    [Fact]
    public async Task A_program_that_does_not_run_makes_the_sandbox_unavailable_and_the_sentence_says_what_to_do()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Deno = "/bin/false" });
        var failure = (await sandbox.RunAsync(Echo)).Failure!;
        (failure.Kind, failure.Message).ShouldBe(
            (SandboxFailureKind.Unavailable, "Deno does not run: '/bin/false --version' fails. Install Deno 2.9 or later and name it in Sandbox:Deno."));
    }

    [Fact]
    public async Task Slots_that_do_not_start_are_tried_again_with_growing_pauses()
    {
        using var folder = new TestFolder();
        var program = folder.In("deno");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\n[ \"$1\" = --version ] && exit 0\necho tried >> {folder.In("tries")}\necho 'no luck today' >&2\nexit 1\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using var sandbox = new TestSandbox(new SandboxOptions { Deno = program, Slots = 1, QueueTimeout = TimeSpan.FromSeconds(1.5) });
        var failure = (await sandbox.RunAsync(Echo)).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.Unavailable, "A sandbox slot did not start: no luck today"));
        (await File.ReadAllLinesAsync(folder.In("tries"), TestContext.Current.CancellationToken)).Length.ShouldBeInRange(2, 5);
    }
}
