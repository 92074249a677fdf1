using System.Collections.Concurrent;
using System.Net;
using System.Text;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using McpPlatform.Tests.Store;
using Microsoft.AspNetCore.Authorization;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Identity;

/// <summary>Role × endpoint × tenant, generated from the routes of a running gateway, over real HTTP.</summary>
public sealed class AuthorizationMatrixTests(TestPostgres postgres)
{
    private const string SignOut = "DELETE /api/v1/session";
    private const string Nobody = "";
    private static readonly string[] Tenants = ["default", "acme"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_has_a_row_that_says_what_the_endpoint_says()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);

        var declared = (from endpoint in RouteTableTests.Table(gateway)
                        from route in Methods(endpoint)
                        select (route, Row: Declared(endpoint))).ToDictionary(r => r.route, r => r.Row);

        declared.Keys.Except(AccessTable.Rows.Keys).ShouldBeEmpty("add a row to AccessTable for each");
        AccessTable.Rows.Keys.Except(declared.Keys).ShouldBeEmpty("these rows have no endpoint");
        foreach (var (route, row) in AccessTable.Rows)
        {
            declared[route].ShouldBe(row, route);
        }
    }

    [Fact]
    public async Task Each_role_comes_in_where_the_table_lets_it_and_nobody_else_anywhere()
    {
        await using var gateway = await TestGateway.StartAsync(
            postgres, new() { ["Gateway:RequestsPerSecond"] = "100000", ["Gateway:Burst"] = "100000" });
        var people = await PeopleAsync(gateway);
        var strangers = await StrangersAsync(gateway);
        var routes = RouteTableTests.Routes(gateway).Select(r => $"{r.Method} {r.Path}").ToList();
        var attempts = (from route in routes
                        from person in people
                        select new Attempt(route, person.Key, $"{person.Role} of {person.Tenant}", AccessTable.Lets(AccessTable.Rows[route], person.Role, person.Tenant)
                            ? null : HttpStatusCode.Forbidden))
            .Concat(from route in routes
                    from stranger in strangers
                    select new Attempt(route, stranger.Key, stranger.Who, AccessTable.Rows[route] == AccessTable.Open ? null : HttpStatusCode.Unauthorized)).ToList();

        var wrong = new ConcurrentBag<string>();
        using var http = gateway.Http();
        foreach (var part in attempts.GroupBy(a => a.Route == SignOut).OrderBy(g => g.Key))
        {
            // Signing out comes last: it ends what the others come in with.
            await Parallel.ForEachAsync(part, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (attempt, _) =>
            {
                var status = await StatusAsync(http, attempt);
                if (attempt.Refused is { } expected ? status != expected
                    : status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or >= HttpStatusCode.InternalServerError)
                {
                    wrong.Add($"{attempt.Route}, {attempt.Who}: {(int)status}, not {(attempt.Refused is { } refused ? $"{(int)refused}" : "let in")}");
                }
            });
        }

        attempts.Count.ShouldBe(routes.Count * (people.Count + strangers.Count));
        wrong.Order().ShouldBeEmpty();
    }

    private static async Task<List<(string Tenant, Role Role, string Key)>> PeopleAsync(TestGateway gateway)
    {
        await gateway.Admin.CreateTenantAsync(new CreateTenant("acme", "Acme"), Cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync("acme", new InviteAdministrator("Founder"), Cancel);
        var founder = (await gateway.Client(null).SignInAsync(invitation.Token, Cancel)).Key;
        var people = new List<(string, Role, string)>();
        foreach (var (tenant, administrator) in Tenants.Zip([gateway.AdminKey, founder]))
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                var link = await gateway.Client(administrator).CreateSignInLinkAsync(new CreateSignInLink($"{role}", [role]), Cancel);
                people.Add((tenant, role, (await gateway.Client(null).SignInAsync(link.Token, Cancel)).Key));
            }
        }

        return people;
    }

    private static async Task<List<(string Who, string Key)>> StrangersAsync(TestGateway gateway)
    {
        var expired = ApiKey.Create();
        await gateway.Get<IKeyStore>().AddAsync(
            TestStore.Person, new CreateKey("expired", PrincipalKind.Person, Enum.GetValues<Scope>(), DateTimeOffset.UtcNow.AddSeconds(-1)), ApiKey.Hash(expired), Cancel);
        var revoked = await gateway.Admin.CreateKeyAsync(new CreateKey("revoked", PrincipalKind.Person, Enum.GetValues<Scope>()), Cancel);
        await gateway.Admin.RevokeKeyAsync(revoked.Info.Id, Cancel);
        var (session, suspended) = await PeopleApiTests.SignInAsync(gateway, "Suspended", Role.Administrator);
        var own = await gateway.Client(session).CreateKeyAsync(new CreateKey("own", PrincipalKind.Person, Enum.GetValues<Scope>()), Cancel);
        await gateway.Admin.SuspendPersonAsync(suspended.Id, Cancel);
        await gateway.Admin.CreateTenantAsync(new CreateTenant("closed", "Closed"), Cancel);
        var invitation = await gateway.Admin.InviteAdministratorAsync("closed", new InviteAdministrator("Ada"), Cancel);
        var closed = (await gateway.Client(null).SignInAsync(invitation.Token, Cancel)).Key;
        await gateway.Admin.SuspendTenantAsync("closed", Cancel);
        return
        [
            ("nobody", Nobody), ("an unknown key", ApiKey.Create()), ("an expired key", expired), ("a revoked key", revoked.Key),
            ("the session of a suspended person", session), ("the own key of a suspended person", own.Key), ("a suspended tenant", closed),
        ];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, Attempt attempt)
    {
        var (method, path) = attempt.Route.Split(' ') is [var m, var p] ? (m, p) : throw new InvalidOperationException(attempt.Route);
        var address = path.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal)
            .Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(address, UriKind.Relative));
        request.Content = method is "POST" or "PUT" ? new StringContent("{}", Encoding.UTF8, "application/json") : null;
        if (attempt.Key != Nobody)
        {
            request.Headers.Authorization = new("Bearer", attempt.Key);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        return response.StatusCode;
    }

    private static IEnumerable<string> Methods(Microsoft.AspNetCore.Routing.RouteEndpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => $"{m} {RouteTableTests.PathOf(endpoint)}");

    private static string? Declared(Microsoft.AspNetCore.Routing.RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? AccessTable.Open
        : endpoint.Metadata.GetMetadata<Needs>() is { } needs ? needs.Action ?? AccessTable.AnyKey
        : null;

    private sealed record Attempt(string Route, string Key, string Who, HttpStatusCode? Refused);
}
