using Microsoft.Extensions.Options;

namespace McpPlatform.Web.People;

/// <summary>Registers what speaks to the Gateway on behalf of people.</summary>
internal static class PeopleServices
{
    /// <summary>Name of the HTTP client that reaches the Gateway; it carries no key by itself.</summary>
    public const string Gateway = "gateway";

    /// <summary>Registers it.</summary>
    /// <param name="services">The services.</param>
    public static void AddPeople(this IServiceCollection services)
    {
        services.AddHttpClient(Gateway, (provider, http) =>
        {
            http.BaseAddress = new Uri(provider.GetRequiredService<IOptions<WebOptions>>().Value.GatewayAddress.TrimEnd('/') + "/");

            // An upload takes as long as it takes; whoever waits has a cancellation token.
            http.Timeout = Timeout.InfiniteTimeSpan;
        }).RemoveAllLoggers();
        services.AddSingleton<GatewayDoor>();
        services.AddSingleton(TimeProvider.System);
        services.AddScoped<PersonGateway>();
        services.AddScoped<Workbench>();
    }
}
