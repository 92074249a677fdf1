using McpPlatform.ServiceDefaults;
using StackExchange.Redis;

namespace McpPlatform.Gateway.Limits;

/// <summary>Registers what limits how often.</summary>
internal static class LimitServices
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LimitOptions>().Bind(configuration.GetSection(LimitOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RedisOptions>().Bind(configuration.GetSection(RedisOptions.Section)).ValidateOnStart()
            .PostConfigure(o => o.Address ??= configuration.GetConnectionString(RedisOptions.ConnectionString))
            .Validate(o => o.SyncInterval >= Shortest && o.SyncInterval <= Longest, "Redis:SyncInterval must be 10 ms to 10 s.")
            .Validate(o => IsAddress(o.Address), "Redis:Address must be like 'redis.example:6379' or 'redis.example:6380,password=…,ssl=true'.");
        services.AddHealthChecks().AddCheck<SharingHealth>("limits", tags: [ServiceDefaultsExtensions.ReadyTag]);
        return services
            .AddSingleton<TokenBuckets>()
            .AddSingleton<CallerLimits>()
            .AddSingleton<BucketSharing>()
            .AddHostedService(s => s.GetRequiredService<BucketSharing>());
    }

    private static bool IsAddress(string? address)
    {
        try
        {
            return string.IsNullOrEmpty(address) || ConfigurationOptions.Parse(address).EndPoints.Count > 0;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
