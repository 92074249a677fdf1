using McpPlatform.Guard.Sandbox;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

public sealed class SandboxTests
{
    private const string EchoScript = "export default function (args) { return { said: args.say }; }";

    [Fact]
    public async Task A_module_gets_its_arguments_on_standard_input_and_answers_on_standard_output()
    {
        await using var sandbox = new TestSandbox();
        (await sandbox.TextAsync(WasmTools.Tool(WasmTools.Echo), """{"say":"hello"}""")).ShouldBe("""{"say":"hello"}""");
    }

    [Theory]
    [InlineData(EchoScript, """{"said":"hello"}""")]
    [InlineData("export default async (args) => (await Promise.resolve(args.say)).length", "5")]
    [InlineData("export default () => {}", "null")]
    public async Task A_script_exports_a_function_of_its_arguments(string source, string answer)
    {
        await using var sandbox = new TestSandbox();
        (await sandbox.TextAsync(TestSandbox.Script(source), """{"say":"hello"}""")).ShouldBe(answer);
    }

    [Fact]
    public async Task A_thousand_calls_at_once_all_get_their_own_answers()
    {
        await using var sandbox = new TestSandbox();
        SandboxedTool[] tools = [WasmTools.Tool(WasmTools.Echo), TestSandbox.Script("export default (args) => args")];
        var patient = new SandboxQuota { Concurrency = 2 };
        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(n => sandbox.RunAsync(tools[n % 2], $$"""{"n":{{n}}}""", patient)));
        answers.Select(a => a.Failure?.Message ?? System.Text.Encoding.UTF8.GetString(a.Output.Span)).ShouldBe(Enumerable.Range(0, 1_000).Select(n => $$"""{"n":{{n}}}"""));
    }

    [Fact]
    public async Task Nothing_of_a_call_is_left_for_the_next()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        var counter = WasmTools.Tool(WasmTools.Counter);
        var script = TestSandbox.Script(
            "export default () => { const before = [globalThis.left, {}.left, JSON.stringify.left]; globalThis.left = Object.prototype.left = 1; JSON.parse = () => 7; return before; }");
        for (var call = 0; call < 3; call++)
        {
            (await sandbox.TextAsync(counter)).ShouldBe("1");
            (await sandbox.TextAsync(script)).ShouldBe("[null,null,null]");
        }
    }

    [Fact]
    public async Task A_result_says_how_much_processor_time_it_took()
    {
        await using var sandbox = new TestSandbox();
        var result = await sandbox.RunAsync(TestSandbox.Script("export default () => { let n = 0; while (n < 1000000) n++; return n; }"));
        result.CpuTime.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(2));
    }
}
