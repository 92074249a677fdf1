using McpPlatform.Contracts.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace McpPlatform.Tests.Web.Fake;

/// <summary>Signing in, refreshing, and the routes for people.</summary>
internal static class FakePeople
{
    private static readonly Scope[] AllScopes = Enum.GetValues<Scope>();

    public static void Map(RouteGroupBuilder api, FakePlatform platform)
    {
        MapSessions(api, platform);
        MapTenants(api, platform);
        api.MapGet("/people", (string? name) => new Page<PersonInfo>([.. platform.People.Values.Where(p => name is null || p.Name == name).OrderBy(p => p.Name)], null));
        api.MapPut("/people/{id:guid}/roles", (Guid id, ChangeRoles change) => Change(platform, id, p => p with { Roles = change.Roles }));
        api.MapPost("/people/{id:guid}/suspend", (Guid id) => Change(platform, id, p => p with { SuspendedAt = FakePlatform.Now }));
        api.MapPost("/people/{id:guid}/reinstate", (Guid id) => Change(platform, id, p => p with { SuspendedAt = null }));
        api.MapDelete("/people/{id:guid}", (Guid id) => platform.People.TryRemove(id, out _) ? Results.NoContent() : Missing(id));
        api.MapGet("/people/invitations", () => new Page<InvitationInfo>([.. platform.Invitations.Values], null));
        api.MapPost("/people/invitations", (InvitePerson person) => new CreatedInvitation("mcpi_fresh", Invite(platform, person.Name, [.. person.Roles])));
        api.MapDelete("/people/invitations/{id:guid}", (Guid id) => platform.Invitations.TryRemove(id, out _) ? Results.NoContent() : Missing(id));
    }

    public static PersonInfo Add(FakePlatform platform, string name, params Role[] roles)
    {
        var person = new PersonInfo(platform.NextId(), name, roles, FakePlatform.Now.AddDays(-30), LastSeenAt: FakePlatform.Now.AddHours(-2));
        platform.People[person.Id] = person;
        return person;
    }

    public static InvitationInfo Invite(FakePlatform platform, string name, params Role[] roles)
    {
        var made = new InvitationInfo(platform.NextId(), name, roles, "Ada", FakePlatform.Now, FakePlatform.Now.AddHours(72));
        platform.Invitations[made.Id] = made;
        return made;
    }

    private static void MapTenants(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapGet("/tenants", () => new Page<TenantInfo>([.. platform.Tenants.Values.OrderBy(t => t.Id)], null));
        api.MapPost("/tenants", (CreateTenant create) => platform.Tenants[create.Id] = new TenantInfo(create.Id, create.Name, FakePlatform.Now));
        api.MapPost("/tenants/{id}/suspend", (string id) => platform.Tenants[id] = platform.Tenants[id] with { SuspendedAt = FakePlatform.Now });
        api.MapPost("/tenants/{id}/reinstate", (string id) => platform.Tenants[id] = platform.Tenants[id] with { SuspendedAt = null });
        api.MapPost("/tenants/{id}/invitations", (string id, InviteAdministrator person) =>
            new CreatedInvitation("mcpi_first", Invite(platform, person.Name, Role.Administrator)));
    }

    private static void MapSessions(RouteGroupBuilder api, FakePlatform platform)
    {
        api.MapPost("/sign-in", (SignIn signIn) => platform.Tokens.Remove(signIn.Token)
            ? Results.Ok(Session(platform, FakePlatform.Key))
            : FakeGateway.Problem(401, "The link has been used."));
        api.MapPost("/sessions/refresh", (RefreshSession refresh) =>
        {
            var key = $"key-after-{refresh.RefreshToken}";
            return refresh.RefreshToken.StartsWith("refresh-", StringComparison.Ordinal) && platform.Sessions.TryAdd(key, refresh.RefreshToken)
                ? Results.Ok(Session(platform, key))
                : FakeGateway.Problem(401, "The session has ended. Sign in by a new link.");
        });
        api.MapDelete("/session", () =>
        {
            platform.SessionsEnded++;
            return Results.NoContent();
        });
        api.MapPost("/sign-in-links", () => new SignInLink("fresh-token", FakePlatform.Now.AddMinutes(15)));
        api.MapGet("/me", (HttpContext context) => context.Request.Headers.Authorization.ToString().EndsWith(FakePlatform.AgentKey, StringComparison.Ordinal)
            ? new WhoAmI("default", "robot", PrincipalKind.Agent, [Scope.Read], [])
            : new WhoAmI("default", "Ada", PrincipalKind.Person, AllScopes, [Role.Administrator]));
    }

    private static Session Session(FakePlatform platform, string key)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new Session("Ada", key, now + platform.SessionKeyLifetime, $"refresh-{platform.NextId()}", now.AddHours(12));
    }

    private static IResult Change(FakePlatform platform, Guid id, Func<PersonInfo, PersonInfo> change) =>
        platform.People.TryGetValue(id, out var person) ? Results.Ok(platform.People[id] = change(person)) : Missing(id);

    private static IResult Missing(Guid id) => FakeGateway.Problem(404, $"There is no person {id}.");
}
