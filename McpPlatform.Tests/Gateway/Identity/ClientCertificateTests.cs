using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Tests.Environment;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Gateway.Identity;

/// <summary>Clients that are known by the certificate of their connection.</summary>
public sealed class ClientCertificateTests(TestPostgres postgres) : IDisposable
{
    private readonly TestCertificates certificates = new();
    private readonly MovableTime time = new();
    private readonly List<IDisposable> open = [];
    private string? seen;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        open.ForEach(o => o.Dispose());
        certificates.Dispose();
    }

    [Fact]
    public async Task A_certificate_stands_for_whom_its_SPIFFE_id_or_its_subject_is_mapped_to()
    {
        await using var gateway = await StartAsync();
        var agent = await WhoAsync(gateway, certificates.Client("CN=any", "spiffe://example.org/agents/a1"));
        (agent.Name, agent.Kind, agent.Tenant).ShouldBe(("agents", PrincipalKind.Agent, "default"));
        agent.Scopes.ShouldBe([Scope.Read, Scope.Write, Scope.Run]);
        (await WhoAsync(gateway, certificates.Client("CN=robot"))).Scopes.ShouldBe([Scope.Read]);
    }

    [Fact]
    public async Task A_certificate_that_is_not_mapped_gives_no_rights()
    {
        await using var gateway = await StartAsync();
        await IsRefusedAsync(gateway, certificates.Client("CN=other"));
        await IsRefusedAsync(gateway, certificates.Client("CN=robot", "spiffe://example.org/other"));
        await IsRefusedAsync(gateway, certificates.Client("CN=robot", "spiffe://example.org/agents/a1", "spiffe://example.org/agents/a2"));
        await IsRefusedAsync(gateway, certificates.Client("CN=any", "spiffe://evil.example/agents/a1"));
        await IsRefusedAsync(gateway, certificates.Client("CN=any", "spiffe://example.org/agents"));
        await IsRefusedAsync(gateway, null);
    }

    [Fact]
    public async Task A_certificate_of_another_authority_or_for_another_purpose_gets_no_connection()
    {
        using var others = new TestCertificates();
        await using var gateway = await StartAsync();
        await Should.ThrowAsync<HttpRequestException>(() => WhoAsync(gateway, others.Client("CN=any", "spiffe://example.org/agents/a1")));
        await Should.ThrowAsync<HttpRequestException>(() => WhoAsync(gateway, certificates.NotForClients("CN=any", "spiffe://example.org/agents/a1")));
    }

    [Fact]
    public async Task A_key_counts_with_and_without_a_certificate()
    {
        await using var gateway = await StartAsync();
        (await WhoAsync(gateway, null, gateway.AdminKey)).Name.ShouldBe("admin");
        (await WhoAsync(gateway, certificates.Client("CN=robot"), gateway.AdminKey)).Name.ShouldBe("admin");
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_certificate_is_good_on_its_connection_alone()
    {
        await using var issuer = await IssuerDouble.StartAsync();
        await using var gateway = await StartAsync(issuer);
        using var mine = certificates.Client("CN=mine");
        var thumbprint = Base64Url.EncodeToString(mine.GetCertHash(HashAlgorithmName.SHA256));
        var token = issuer.Token($"{gateway.Address}mcp", time.GetUtcNow(), more: new() { ["cnf"] = new JsonObject { ["x5t#S256"] = thumbprint } });
        (await WhoAsync(gateway, mine, token)).Name.ShouldBe("ada");
        await IsRefusedAsync(gateway, certificates.Client("CN=mine"), token);
        await IsRefusedAsync(gateway, null, token);
    }

    [Fact]
    public async Task A_new_certificate_of_the_gateway_is_used_without_a_restart_and_a_broken_one_is_not()
    {
        await using var gateway = await StartAsync();
        await WhoAsync(gateway, null, gateway.AdminKey);
        var first = seen;
        var (path, second) = certificates.Server();
        time.Pass(TimeSpan.FromSeconds(11));
        await WhoAsync(gateway, null, gateway.AdminKey);
        seen.ShouldBe(second);
        seen.ShouldNotBe(first);
        await File.WriteAllTextAsync(path, "broken", Cancel);
        time.Pass(TimeSpan.FromSeconds(11));
        await WhoAsync(gateway, null, gateway.AdminKey);
        seen.ShouldBe(second);
    }

    [Fact]
    public async Task Connections_that_stand_go_on_when_the_certificate_changes()
    {
        await using var gateway = await StartAsync();
        var standing = Connect(gateway, null, gateway.AdminKey);
        await standing.WhoAmIAsync(Cancel);
        var second = certificates.Server().Thumbprint;
        time.Pass(TimeSpan.FromSeconds(11));
        await WhoAsync(gateway, null, gateway.AdminKey);
        seen.ShouldBe(second);
        seen = null;
        await standing.WhoAmIAsync(Cancel);
        seen.ShouldBeNull("no certificate was shown again: it is the same connection");
    }

    [Fact]
    public async Task A_client_that_speaks_no_TLS_1_3_gets_no_connection()
    {
        await using var gateway = await StartAsync();
        await Should.ThrowAsync<HttpRequestException>(() => Connect(gateway, null, gateway.AdminKey, SslProtocols.Tls12).WhoAmIAsync(Cancel));
        (await Connect(gateway, null, gateway.AdminKey, SslProtocols.Tls13).WhoAmIAsync(Cancel)).Kind.ShouldBe(PrincipalKind.Person);
    }

    [Fact]
    public async Task Settings_that_cannot_work_stop_the_start()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => TestGateway.StartAsync(postgres, new()
        {
            ["Gateway:Tls:ClientTrust"] = "/nowhere/trust.pem",
            ["Gateway:Tls:Clients:0:Identity"] = "spiffe://*/agent",
        }));
        failure.Message.ShouldContain("/nowhere/trust.pem");
        failure.Message.ShouldContain("'Gateway:Tls:Certificate' is missing");
        failure.Message.ShouldContain("'Gateway:Tls:Clients:0:Identity'");
    }

    private Task<TestGateway> StartAsync(IssuerDouble? issuer = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:Tls:Certificate"] = certificates.Server().Path,
            ["Gateway:Tls:ClientTrust"] = certificates.Trust,
            ["Gateway:Tls:Clients:0:Identity"] = "spiffe://example.org/agents/*",
            ["Gateway:Tls:Clients:0:Name"] = "agents",
            ["Gateway:Tls:Clients:0:Roles:0"] = "Builder",
            ["Gateway:Tls:Clients:1:Identity"] = "CN=robot",
            ["Gateway:Tls:Clients:1:Scopes:0"] = "Read",
            ["Gateway:Tls:Clients:1:Scopes:1"] = "Approve",
        };
        if (issuer is not null)
        {
            settings["Gateway:Issuers:corp:Address"] = issuer.Address;
        }

        return TestGateway.StartAsync(postgres, settings, services => services.AddSingleton<TimeProvider>(time), "https://127.0.0.1:0");
    }

    // Connections are kept; a client of its own for each question makes a new one.
    private Task<WhoAmI> WhoAsync(TestGateway gateway, X509Certificate2? certificate, string? key = null) => Connect(gateway, certificate, key).WhoAmIAsync(Cancel);

    private PlatformClient Connect(TestGateway gateway, X509Certificate2? certificate, string? key, SslProtocols protocols = SslProtocols.None)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = protocols,
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                {
                    seen = ((X509Certificate2)shown!).Thumbprint;
                    return shown.Issuer == TestCertificates.Authority;
                },
            },
        };
        open.Add(handler);
        return new PlatformClient(PlatformClient.CreateHttpClient(gateway.Address, key, handler));
    }

    private async Task IsRefusedAsync(TestGateway gateway, X509Certificate2? certificate, string? key = null) =>
        (await Should.ThrowAsync<PlatformException>(() => WhoAsync(gateway, certificate, key))).Status.ShouldBe(HttpStatusCode.Unauthorized);
}
