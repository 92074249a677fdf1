using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Cli;

public sealed class DataCommandTests
{
    [Fact]
    public async Task Connections_are_listed_with_their_health()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("connections")).Out.ShouldBe("""
              Name        Connector   Options                                                Health
            ──────────────────────────────────────────────────────────────────────────────────────────────
              inbox       files       root=/data/inbox                                       not checked
              samples     files       readOnly=true, root=/data/samples                      ok
              warehouse   postgres    host=127.0.0.1, password=secret://warehouse-password   ok
            """);
    }

    [Fact]
    public async Task A_connection_is_added_with_a_password_from_standard_input_only()
    {
        await using var mcpp = await McppRun.StartAsync();
        var refused = await mcpp.RunAsync("connections", "add", "shop", "postgres", "host=db", "password=hunter2");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldStartWith("'password' is a secret");
        refused.Error.ShouldNotContain("hunter2");
        var added = await mcpp.RunAsync("hunter2\n", ["connections", "add", "shop", "postgres", "host=db", "database=shop", "--secret-stdin", "password"]);
        added.Out.ShouldBe("shop stands. Reached shop.");
        added.Code.ShouldBe(0);
        (await mcpp.RunAsync("connections", "check", "shop")).Out.ShouldBe("Reached shop.");
        (await mcpp.RunAsync("connections", "remove", "shop")).Out.ShouldBe("shop is removed.");
        (await mcpp.RunAsync("connections", "remove", "shop")).Error.ShouldBe("There is no connection 'shop' that can be removed.");
    }

    [Fact]
    public async Task A_connector_that_does_not_exist_is_answered_with_those_that_do()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("connections", "add", "x", "oracle");
        result.Error.ShouldBe("There is no connector 'oracle'. There are: files, postgres.");
    }

    [Fact]
    public async Task Streams_and_columns_are_discovered()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("discover", "samples")).Out.ShouldContain("airports.csv         3,376   210 kB");
        (await mcpp.RunAsync("discover", "samples", "airports.csv")).Out.ShouldContain("latitude    float64   no");
    }

    [Fact]
    public async Task First_rows_are_shown()
    {
        await using var mcpp = await McppRun.StartAsync();
        var result = await mcpp.RunAsync("preview", "samples", "airports.csv", "--limit", "2");
        result.Out.ShouldContain("00R    Livingston Municipal   Livingston    TX      USA       30.68586111   -95.01792778");
    }

    [Fact]
    public async Task The_warehouse_is_asked_in_sql_and_only_for_reading()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("warehouse")).Out.ShouldBe("Host=127.0.0.1;Database=warehouse;Username=reader");
        var rows = await mcpp.RunAsync("query", "select state, count(*) n from airports group by 1");
        rows.Out.ShouldContain("TX      209");
        rows.Out.ShouldEndWith("1 row.");
        var refused = await mcpp.RunAsync("query", "drop table airports");
        refused.Code.ShouldBe(1);
        refused.Error.ShouldBe("Only reading is allowed here.");
        refused.Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lineage_and_versions_of_a_dataset()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("datasets")).Out.ShouldContain("warehouse/airports");
        (await mcpp.RunAsync("lineage", "warehouse/airports")).Out.ShouldContain("samples/airports.csv   name           mask:hash");
        (await mcpp.RunAsync("rollback", "warehouse/airports", "--to", "2")).Out.ShouldStartWith("warehouse/airports: the earlier version is back.");
        (await mcpp.RunAsync("lineage", "airports")).Error.ShouldStartWith("'airports' is not CONNECTION/TARGET");
    }

    [Fact]
    public async Task A_secret_is_set_from_standard_input_and_never_shown()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("", ["secrets", "set", "shop"])).Error.ShouldStartWith("Standard input holds no secret.");
        var set = await mcpp.RunAsync("hunter2\n", ["secrets", "set", "shop"]);
        set.Out.ShouldBe("secret://shop is set.");
        mcpp.Gateway.Platform.Secrets["shop"].ShouldBe("hunter2");
        var listed = await mcpp.RunAsync("secrets");
        listed.Out.ShouldContain("secret://shop");
        listed.Out.ShouldNotContain("hunter2");
        (await mcpp.RunAsync("secrets", "remove", "shop")).Out.ShouldBe("shop is removed.");
        (await mcpp.RunAsync("secrets", "set", "shop", "hunter2")).Code.ShouldBe(1, "a secret is never an argument");
    }

    [Fact]
    public async Task Keys_are_listed_made_and_revoked()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("keys", "create", "ci", "--scope", "read", "--scope", "run", "--days", "30")).Out.ShouldBe("mcpp_new");
        (await mcpp.RunAsync("keys")).Out.ShouldContain("agent");
        (await mcpp.RunAsync("keys", "revoke", "00000001-0000-0000-0000-000000000000")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_fresh_sign_in_link_leads_to_the_chat()
    {
        await using var mcpp = await McppRun.StartAsync();
        (await mcpp.RunAsync("signin")).Out.ShouldBe("http://127.0.0.1:5082/signin?token=fresh-token");
    }
}
