using McpPlatform.Gateway.Identity.Certificates;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Gateway.Identity.SignIn;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Identity;

/// <summary>Registers what finds out who calls.</summary>
internal static class IdentityServices
{
    public static IServiceCollection AddIdentity(this IServiceCollection services) => services
        .AddSingleton<IValidateOptions<GatewayOptions>, IssuerRules>()
        .AddSingleton<IValidateOptions<GatewayOptions>, TlsRules>()
        .AddSingleton<IConfigureOptions<KestrelServerOptions>, TlsSetup>()
        .AddSingleton<CertificateRecognition>()
        .AddSingleton<IssuerHttp>()
        .AddSingleton<IssuerDirectory>()
        .AddSingleton<OwnAddresses>()
        .AddSingleton<Introspection>()
        .AddSingleton<RecognisedTokens>()
        .AddSingleton<TokenRecognition>()
        .AddSingleton<ForeignStanding>()
        .AddSingleton<Recognition>()
        .AddSingleton<Challenge>()
        .AddSingleton<TokenExchange>()
        .AddSingleton<TransactionSeal>()
        .AddSingleton<ProviderSignIn>();
}
