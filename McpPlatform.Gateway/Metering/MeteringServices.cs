namespace McpPlatform.Gateway.Metering;

/// <summary>Registers what counts calls and holds them to quotas.</summary>
internal static class MeteringServices
{
    private const decimal MostPrice = 1_000_000;
    private static readonly TimeSpan LeastRetention = TimeSpan.FromDays(32);

    public static IServiceCollection AddMetering(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MeteringOptions>().Bind(configuration.GetSection(MeteringOptions.Section)).ValidateOnStart()
            .Validate(
                o => IsPrice(o.PricePerCall) && IsPrice(o.PricePerMegabyte) && IsPrice(o.PricePerThousandTokens),
                "Metering:PricePerCall, Metering:PricePerMegabyte and Metering:PricePerThousandTokens must be 0 to 1,000,000.")
            .Validate(o => o.Retention >= LeastRetention && o.Retention < TimeSpan.FromDays(36_500), "Metering:Retention must be 32 days or more: quotas count a month.")
            .Validate(o => o.QuotaInterval >= TimeSpan.FromMilliseconds(50) && o.QuotaInterval <= TimeSpan.FromMinutes(1), "Metering:QuotaInterval must be 50 ms to 1 min.");
        return services
            .AddSingleton<QuotaBook>()
            .AddHostedService<QuotaFollowing>()
            .AddHostedService<UsageRetention>();
    }

    private static bool IsPrice(decimal price) => price is >= 0 and <= MostPrice;
}
