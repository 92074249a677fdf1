using System.Collections.Concurrent;
using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Guard;
using McpPlatform.Guard.Secrets;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecretServiceTests(TestPostgres postgres)
{
    private const string Value = "correct horse battery staple";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_can_be_resolved_and_the_newest_version_counts()
    {
        var folder = Folder();
        await using var store = await StartAsync(folder);
        var secrets = store.Get<ISecretService>();
        await secrets.SetAsync(TestStore.Person, "shop/password", "old", Cancel);
        (await secrets.SetAsync(TestStore.Person, "shop/password", Value, Cancel)).Version.ShouldBe(2);
        (await secrets.ResolveAsync("default", "secret://shop/password", "test", Cancel)).ShouldBe(Value);
    }

    [Fact]
    public async Task The_vault_holds_nothing_readable_and_the_key_file_is_its_owners_alone()
    {
        var folder = Folder();
        await using var store = await StartAsync(folder);
        await store.Get<ISecretService>().SetAsync(TestStore.Person, "a", Value, Cancel);
        var kept = (await store.Get<ISecretVault>().GetAsync("default", "a", "test", Cancel))!;
        System.Text.Encoding.UTF8.GetString(kept).ShouldNotContain("horse");
        File.GetUnixFileMode(Path.Combine(folder, "secrets.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_ciphertext_moved_to_another_name_does_not_open()
    {
        await using var store = await StartAsync(Folder());
        await store.Get<ISecretService>().SetAsync(TestStore.Person, "mine", Value, Cancel);
        var vault = store.Get<ISecretVault>();
        await vault.PutAsync(TestStore.Person, "yours", (await vault.GetAsync("default", "mine", "test", Cancel))!, Cancel);
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            async () => await store.Get<ISecretResolver>().ResolveAsync("default", "secret://yours", "test", Cancel));
        refused.Message.ShouldContain("'yours' does not open");
    }

    [Fact]
    public async Task Another_key_file_opens_nothing_and_the_error_says_what_to_do()
    {
        await using var first = await StartAsync(Folder());
        await first.Get<ISecretService>().SetAsync(TestStore.Person, "a", Value, Cancel);
        var folder = Folder();
        await using var second = await TestStore.OpenAsync(first.Owner, configure: s => AddGuard(s, folder));
        var refused = await Should.ThrowAsync<InvalidOperationException>(
            async () => await second.Get<ISecretResolver>().ResolveAsync("default", "secret://a", "test", Cancel));
        refused.Message.ShouldContain("Put the original key file back");
    }

    [Fact]
    public async Task Neither_logs_nor_errors_carry_a_value()
    {
        var lines = new ConcurrentQueue<string>();
        var folder = Folder();
        await using var store = await StartAsync(folder, lines);
        var secrets = store.Get<ISecretService>();
        await secrets.SetAsync(TestStore.Person, "a", Value, Cancel);
        await secrets.ResolveAsync("default", "secret://a", "test", Cancel);
        var errors = new List<Exception>
        {
            await Should.ThrowAsync<InvalidInputException>(() => secrets.SetAsync(TestStore.Person, "bad name", Value, Cancel)),
            await Should.ThrowAsync<InvalidInputException>(async () => await secrets.ResolveAsync("default", Value, "test", Cancel)),
            await Should.ThrowAsync<SecretNotFoundException>(async () => await secrets.ResolveAsync("default", "secret://none", "test", Cancel)),
        };
        await File.WriteAllBytesAsync(Path.Combine(folder, "secrets.key"), new byte[32], Cancel);
        await using var other = await TestStore.OpenAsync(store.Owner, configure: s => AddGuard(s, folder, lines));
        errors.Add(await Should.ThrowAsync<InvalidOperationException>(
            async () => await other.Get<ISecretResolver>().ResolveAsync("default", "secret://a", "test", Cancel)));
        await secrets.RemoveAsync(TestStore.Person, "a", Cancel);

        lines.ShouldContain(line => line.Contains("set the secret 'a'", StringComparison.Ordinal));
        foreach (var text in lines.Concat(errors.Select(e => e.ToString())))
        {
            text.ShouldNotContain("horse");
        }
    }

    [Fact]
    public async Task Every_access_is_recorded()
    {
        await using var store = await StartAsync(Folder());
        await store.Get<ISecretService>().SetAsync(TestStore.Person, "a", Value, Cancel);
        await store.Get<ISecretResolver>().ResolveAsync("default", "secret://a", "run/42", Cancel);
        (await store.SqlAsync("SELECT count(*) FROM secret_access WHERE purpose = 'run/42'")).ShouldBe(1L);
    }

    [Fact]
    public async Task Many_at_once_agree_on_one_key()
    {
        var folder = Folder();
        var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => KeyFile(folder).Key())));
        keys.Select(Convert.ToHexString).Distinct().ShouldHaveSingleItem();
        Directory.GetFiles(folder).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_key_file_that_others_can_read_is_refused()
    {
        var folder = Folder();
        var path = Path.Combine(folder, "secrets.key");
        KeyFile(folder).Key();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Should.Throw<InvalidOperationException>(() => KeyFile(folder).Key()).Message.ShouldContain($"chmod 600 '{path}'");
    }

    private static SecretKeyFile KeyFile(string folder) => new(
        Microsoft.Extensions.Options.Options.Create(new SecretKeyOptions { DataFolder = folder }),
        Microsoft.Extensions.Logging.Abstractions.NullLogger<SecretKeyFile>.Instance);

    private static string Folder() => Directory.CreateTempSubdirectory("guard").FullName;

    private Task<TestStore> StartAsync(string folder, ConcurrentQueue<string>? lines = null) =>
        TestStore.CreateAsync(postgres, configure: services => AddGuard(services, folder, lines));

    private static void AddGuard(IServiceCollection services, string folder, ConcurrentQueue<string>? lines = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Platform:DataFolder"] = folder }).Build();
        services.AddGuard(configuration);
        if (lines is not null)
        {
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Lines(lines)));
        }
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
