using System.Net;
using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;
using McpPlatform.Tests.Environment;
using McpPlatform.Tests.Gateway;
using Shouldly;
using Xunit;
using static McpPlatform.Tests.Identity.PeopleApiTests;

namespace McpPlatform.Tests.Identity;

public sealed class KeyRotationTests(TestPostgres postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotated_key_and_its_successor_work_side_by_side_as_the_same_principal()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var old = await gateway.Admin.CreateKeyAsync(new CreateKey("robot", PrincipalKind.Agent, [Scope.Read, Scope.Run]), Cancel);

        var next = await gateway.Admin.RotateKeyAsync(old.Info.Id, cancellationToken: Cancel);

        foreach (var key in new[] { old.Key, next.Key })
        {
            (await gateway.Client(key).WhoAmIAsync(Cancel)).Scopes.ShouldBe([Scope.Read, Scope.Run]);
        }

        var keys = gateway.Get<IKeyStore>();
        var before = (await keys.FindAsync(ApiKey.Hash(old.Key), Cancel)).ShouldNotBeNull();
        (await keys.FindAsync(ApiKey.Hash(next.Key), Cancel))!.Id.ShouldBe(before.Id);
        var listed = (await gateway.Admin.ListKeysAsync(cancellationToken: Cancel)).Items.ToDictionary(k => k.Id);
        (listed[old.Info.Id].SuccessorId, listed[next.Info.Id].PredecessorId).ShouldBe((next.Info.Id, old.Info.Id));
        (listed[old.Info.Id].ExpiresAt!.Value - DateTimeOffset.UtcNow).ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        listed[next.Info.Id].ExpiresAt.ShouldBeNull();
    }

    [Fact]
    public async Task Without_overlap_the_old_key_ends_at_once_and_what_was_scheduled_under_it_goes_on()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var old = await gateway.Admin.CreateKeyAsync(new CreateKey("robot", PrincipalKind.Agent, [Scope.Read]), Cancel);
        var keys = gateway.Get<IKeyStore>();
        var stored = (await keys.FindAsync(ApiKey.Hash(old.Key), Cancel)).ShouldNotBeNull();

        var next = await gateway.Admin.RotateKeyAsync(old.Info.Id, TimeSpan.Zero, Cancel);

        await RefusedAsync(HttpStatusCode.Unauthorized, () => gateway.Client(old.Key).WhoAmIAsync(Cancel));
        (await keys.StandingAsync(stored, Cancel)).ShouldNotBeNull();
        await gateway.Admin.RevokeKeyAsync(next.Info.Id, Cancel);
        (await keys.StandingAsync(stored, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_key_never_outlives_its_own_end_and_its_successor_lives_as_long_as_it_was_made_for()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var end = DateTimeOffset.UtcNow.AddHours(1);
        var old = await gateway.Admin.CreateKeyAsync(new CreateKey("robot", PrincipalKind.Agent, [Scope.Read], end), Cancel);

        var next = await gateway.Admin.RotateKeyAsync(old.Info.Id, TimeSpan.FromDays(30), Cancel);

        var listed = (await gateway.Admin.ListKeysAsync(cancellationToken: Cancel)).Items.Single(k => k.Id == old.Info.Id);
        listed.ExpiresAt!.Value.ShouldBe(end, TimeSpan.FromMilliseconds(1));
        next.Info.ExpiresAt!.Value.ShouldBe(next.Info.CreatedAt + (end - old.Info.CreatedAt), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_key_is_replaced_once_and_only_while_it_is_good()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var old = await gateway.Admin.CreateKeyAsync(new CreateKey("robot", PrincipalKind.Agent, [Scope.Read]), Cancel);
        await gateway.Admin.RotateKeyAsync(old.Info.Id, cancellationToken: Cancel);
        await RefusedAsync(HttpStatusCode.Conflict, () => gateway.Admin.RotateKeyAsync(old.Info.Id, cancellationToken: Cancel));
        await RefusedAsync(HttpStatusCode.NotFound, () => gateway.Admin.RotateKeyAsync(Guid.NewGuid(), cancellationToken: Cancel));
        await RefusedAsync(HttpStatusCode.BadRequest, () => gateway.Admin.RotateKeyAsync(old.Info.Id, TimeSpan.FromDays(31), Cancel));
    }

    [Fact]
    public async Task Nobody_gets_more_or_another_persons_key_by_rotating()
    {
        await using var gateway = await TestGateway.StartAsync(postgres);
        var strong = await gateway.Admin.CreateKeyAsync(new CreateKey("strong", PrincipalKind.Agent, [Scope.Read, Scope.Run]), Cancel);
        var clerk = gateway.Client(await gateway.KeyAsync(PrincipalKind.Person, Scope.Read, Scope.Admin));
        (await RefusedAsync(HttpStatusCode.Forbidden, () => clerk.RotateKeyAsync(strong.Info.Id, cancellationToken: Cancel))).Rule.ShouldBe("no-escalation");

        var (session, _) = await SignInAsync(gateway, "Ada", Role.Administrator);
        var ada = gateway.Client(session);
        var own = await ada.CreateKeyAsync(new CreateKey("own", PrincipalKind.Person, [Scope.Read]), Cancel);
        (await RefusedAsync(HttpStatusCode.Forbidden, () => gateway.Admin.RotateKeyAsync(own.Info.Id, cancellationToken: Cancel))).Rule.ShouldBe("own-keys");
        (await ada.RotateKeyAsync(own.Info.Id, cancellationToken: Cancel)).Info.PersonId.ShouldBe(own.Info.PersonId);
    }
}
