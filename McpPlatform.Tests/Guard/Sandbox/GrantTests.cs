using McpPlatform.Guard.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Sandbox;

public sealed class GrantTests : IAsyncLifetime
{
    private const string Fetch = "export default async (args, host) => { const a = await host.http(args); return [a.status, a.body]; }";
    private const string ReadSecret = "export default async (args, host) => await host.secret(args)";
    private readonly WebApplication server = Build();
    private readonly WebApplication elsewhere = Build();

    private Uri Origin => new(server.Urls.Single());

    private SandboxGrants Granted => new() { Origins = [Origin], PrivateAddresses = true };

    public async ValueTask InitializeAsync()
    {
        server.MapGet("/", () => "here");
        server.MapPost("/echo", async (HttpRequest request) => $"{request.Headers["x-mine"]} {await new StreamReader(request.Body).ReadToEndAsync()}");
        server.MapGet("/near", () => Results.Redirect("/"));
        server.MapGet("/far", () => Results.Redirect(elsewhere.Urls.Single()));
        server.MapGet("/big", () => new string('x', 5_000_000));
        elsewhere.MapGet("/", () => "stolen");
        await Task.WhenAll(server.StartAsync(), elsewhere.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await elsewhere.DisposeAsync();
    }

    [Fact]
    public async Task A_script_calls_an_origin_it_is_granted()
    {
        await using var sandbox = new TestSandbox();
        var tool = TestSandbox.Script(Fetch, Granted);
        (await sandbox.TextAsync(tool, Request("/"))).ShouldBe("""[200,"here"]""");
        (await sandbox.TextAsync(tool, Request("/near"))).ShouldBe("""[200,"here"]""");
        (await sandbox.TextAsync(tool, $$"""{"url":"{{Origin}}echo","method":"post","headers":{"x-mine":"1"},"body":"two"}""")).ShouldBe("""[200,"1 two"]""");
    }

    [Fact]
    public async Task A_module_calls_an_origin_it_is_granted()
    {
        await using var sandbox = new TestSandbox();
        (await sandbox.TextAsync(WasmTools.Tool(WasmTools.Ask("http", Request("/")), Granted))).ShouldContain("\"body\":\"here\"");
    }

    [Fact]
    public async Task A_tool_waits_for_several_answers_at_once_and_may_leave_some_unread()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        var all = TestSandbox.Script("export default async (a, host) => (await Promise.all([1, 2, 3].map(() => host.http(a)))).map(r => r.body)", Granted);
        var none = TestSandbox.Script("export default (a, host) => { host.http(a); return 'gone'; }", Granted);
        for (var call = 0; call < 5; call++)
        {
            (await sandbox.TextAsync(all, Request("/"))).ShouldBe("""["here","here","here"]""");
            (await sandbox.TextAsync(none, Request("/"))).ShouldBe("\"gone\"");
        }

        sandbox.Lines.ShouldNotContain(line => line.Contains("ended in a call", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tool_that_asks_without_end_is_refused_and_its_slot_survives_or_is_replaced()
    {
        await using var sandbox = new TestSandbox(new SandboxOptions { Slots = 1 });
        const string Many = "export default async (a, host) => { const all = []; for (let i = 0; i < COUNT; i++) all.push(host.http(a)); return (await Promise.all(all)).length; }";
        (await sandbox.TextAsync(TestSandbox.Script(Many.Replace("COUNT", "100", StringComparison.Ordinal), Granted), Request("/"))).ShouldBe("100");
        (await sandbox.TextAsync(TestSandbox.Script(Many.Replace("COUNT", "101", StringComparison.Ordinal), Granted), Request("/"))).ShouldEndWith("A call asks its host at most 100 times.");
        (await sandbox.RunAsync(TestSandbox.Script("export default async (a, host) => { for (;;) { try { await host.http(a); } catch { } } }", Granted), Request("/"))).Failure.ShouldNotBeNull();
        (await sandbox.TextAsync(TestSandbox.Script(Fetch, Granted), Request("/"))).ShouldBe("""[200,"here"]""");
    }

    [Theory]
    [InlineData("""{"url":"here"}""", "A request needs an absolute 'url'.")]
    [InlineData("""{"url":7}""", "What was asked of 'http' is not what it takes.")]
    [InlineData("""{"url":"ORIGIN","headers":{"Content-Type":"text/plain"}}""", "The request's method or one of its headers is malformed.")]
    [InlineData("""{"url":"ORIGIN","headers":{"x\ny":"1"}}""", "The request's method or one of its headers is malformed.")]
    [InlineData("""{"url":"ORIGIN","headers":{"host":"other"}}""", "The header 'host' is the host's to set.")]
    public async Task A_malformed_request_is_refused_with_what_is_wrong(string request, string why)
    {
        await using var sandbox = new TestSandbox();
        var asked = request.Replace("ORIGIN", Origin.ToString(), StringComparison.Ordinal);
        (await sandbox.TextAsync(TestSandbox.Script(Fetch, Granted), asked)).ShouldEndWith(why);
    }

    [Fact]
    public async Task Everything_else_is_refused_and_the_sentence_says_why()
    {
        await using var sandbox = new TestSandbox();
        await RefusedAsync(sandbox, Granted with { Origins = [new Uri("https://example.com")] }, "/", $"Requests to '{Server}' are not granted to the tool.");
        await RefusedAsync(sandbox, Granted with { PrivateAddresses = false }, "/", "'127.0.0.1' lies at an address that is not public, and addresses that are not public are not granted.");
        await RefusedAsync(sandbox, Granted, "/far", $"'{Server}' redirects to '{elsewhere.Urls.Single()}': redirects to another origin are not followed.");
        await RefusedAsync(sandbox, Granted, "/big", "The answer has more than 4194304 bytes.");
    }

    [Fact]
    public async Task A_tool_may_live_with_a_refusal()
    {
        await using var sandbox = new TestSandbox();
        var tool = TestSandbox.Script("export default async (a, host) => { try { await host.http(a); } catch (e) { return e.message; } }", Granted);
        (await sandbox.TextAsync(tool, """{"url":"http://169.254.169.254/latest"}""")).ShouldBe("\"Requests to 'http://169.254.169.254' are not granted to the tool.\"");
    }

    [Fact]
    public async Task Without_grants_there_is_no_host_function()
    {
        await using var sandbox = new TestSandbox();
        (await sandbox.TextAsync(TestSandbox.Script("export default (args, host) => Object.keys(host)"))).ShouldBe("[]");
        var failure = (await sandbox.RunAsync(WasmTools.Tool(WasmTools.Ask("http", Request("/"))))).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.RefusedHostCall, "The tool 'wasm-tool' was refused. It imports host functions, and none is granted to it."));
    }

    [Fact]
    public async Task A_grant_of_one_function_is_no_grant_of_another()
    {
        await using var sandbox = new TestSandbox();
        var failure = (await sandbox.RunAsync(WasmTools.Tool(WasmTools.Ask("secret", "\"key\""), Granted))).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.RefusedHostCall, "The tool 'wasm-tool' failed after a refusal. That secret is not granted to the tool."));
    }

    [Fact]
    public async Task A_tool_reads_the_secrets_it_is_granted_for_the_tenant_of_the_call()
    {
        await using var sandbox = new TestSandbox();
        var tool = TestSandbox.Script(ReadSecret, new SandboxGrants { Secrets = ["key", "missing"] });
        (await sandbox.TextAsync(tool, "\"key\"")).ShouldBe($"\"{TestSandbox.SecretValue} of one\"");
        (await sandbox.TextAsync(tool, "\"key\"", tenant: "two")).ShouldBe($"\"{TestSandbox.SecretValue} of two\"");
        (await sandbox.TextAsync(tool, "\"other\"")).ShouldEndWith("That secret is not granted to the tool.");
        (await sandbox.TextAsync(tool, "\"missing\"")).ShouldContain("There is no secret 'secret://missing'");
    }

    [Fact]
    public async Task No_secret_stands_in_an_error_or_a_log()
    {
        await using var sandbox = new TestSandbox();
        var tool = TestSandbox.Script("export default async (a, host) => { throw new Error('got ' + await host.secret('key')); }", new SandboxGrants { Secrets = ["key"] });
        (await sandbox.TextAsync(tool)).ShouldBe("The tool 'script-tool' failed: got [secret]");
        sandbox.Lines.ShouldNotContain(line => line.Contains("horse", StringComparison.Ordinal));
    }

    private string Server => Origin.GetLeftPart(UriPartial.Authority);

    private async Task RefusedAsync(TestSandbox sandbox, SandboxGrants grants, string path, string why)
    {
        var failure = (await sandbox.RunAsync(TestSandbox.Script(Fetch, grants), Request(path))).Failure!;
        (failure.Kind, failure.Message).ShouldBe((SandboxFailureKind.RefusedHostCall, $"The tool 'script-tool' failed after a refusal. {why}"));
    }

    private string Request(string path) => $$"""{"url":"{{new Uri(Origin, path)}}"}""";

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        return application;
    }
}
