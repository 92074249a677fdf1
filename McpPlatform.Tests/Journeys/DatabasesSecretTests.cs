using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Journeys;

/// <summary>A password that was given once is shown nowhere.</summary>
[Collection(SharedPlatform.Name)]
public sealed class DatabasesSecretTests(JourneyStage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_password_is_in_no_answer_log_event_error_file_or_argument()
    {
        const string secret = "Passwort-9f3b1c77-unsichtbar";
        var database = await stage.Postgres.CreateDatabaseAsync(Cancel);
        await Runs.ExecuteAsync(
            database,
            $"""
            CREATE TABLE safes (id int PRIMARY KEY);
            INSERT INTO safes VALUES (1);
            DROP ROLE IF EXISTS safe_keeper;
            CREATE ROLE safe_keeper LOGIN PASSWORD '{secret}' IN ROLE pg_read_all_data;
            """,
            Cancel);
        var options = JourneyStage.Options(database);
        (options["username"], options["password"]) = ("safe_keeper", secret);
        await stage.Client.AddConnectionAsync(new AddConnection("vault", "postgres", options), Cancel);
        await stage.Client.CheckConnectionAsync("vault", Cancel);
        await stage.RunAsync(await stage.PlanAsync("copy safes from vault into the warehouse as vault_safes"));
        options["database"] = "nowhere_to_be_found";
        await stage.Client.AddConnectionAsync(new AddConnection("brokenvault", "postgres", options), Cancel);
        await stage.Client.CheckConnectionAsync("brokenvault", Cancel);

        foreach (var route in new[] { "connections", "connections/vault", "secrets", "pipelines?limit=200", "runs?limit=200", "conversations", "datasets", "connectors" })
        {
            (await ReadAsync(route)).ShouldNotContain(secret, Case.Sensitive, route);
        }

        (await EventsAsync()).ShouldAllBe(e => !e.Data.GetRawText().Contains(secret));

        stage.Stack.Gateway.Output.ShouldNotContain(secret);
        stage.Stack.Worker!.Output.ShouldNotContain(secret);
        (await ArgumentsAsync()).ShouldNotContain(secret);
        ShouldNotBeInFiles(secret);
        (await stage.Client.ListSecretsAsync(limit: 200, cancellationToken: Cancel)).Items.ShouldContain(s => s.Name == "vault-password");
    }

    [Fact]
    public async Task Every_use_of_a_secret_is_an_event()
    {
        await stage.AddDatabaseAsync("cellar", "CREATE TABLE bottles (id int PRIMARY KEY)");
        await stage.RunAsync(await stage.PlanAsync("copy bottles from cellar into the warehouse as cellar_bottles"));
        (await EventsAsync()).ShouldContain(e => e.Type == "secret.accessed" && e.Subject.Contains("cellar-password"));
    }

    private async Task<List<PlatformEvent>> EventsAsync()
    {
        const int most = 1000;
        var all = new List<PlatformEvent>();
        Page<PlatformEvent> page;
        do
        {
            page = await stage.Client.ListEventsAsync(all.LastOrDefault()?.Seq ?? 0, most, Cancel);
            all.AddRange(page.Items);
        }
        while (page.Items.Count == most);
        return all;
    }

    private async Task<string> ReadAsync(string route)
    {
        using var client = new HttpClient { BaseAddress = stage.Stack.GatewayAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", stage.Stack.AdminKey);
        return await client.GetStringAsync(new Uri($"/api/v1/{route}", UriKind.Relative), Cancel);
    }

    private static async Task<string> ArgumentsAsync()
    {
        var all = new StringBuilder();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => Path.GetFileName(p).All(char.IsAsciiDigit)))
        {
            try
            {
                all.AppendLine(await File.ReadAllTextAsync(Path.Combine(process, "cmdline"), Cancel));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked, or belongs to someone else.
            }
        }

        return all.ToString();
    }

    private void ShouldNotBeInFiles(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        foreach (var file in Directory.EnumerateFiles(stage.Stack.DataFolder, "*", SearchOption.AllDirectories))
        {
            File.ReadAllBytes(file).AsSpan().IndexOf(bytes).ShouldBe(-1, file);
        }
    }
}
