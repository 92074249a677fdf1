using McpPlatform.Core.Audit;

namespace McpPlatform.Gateway.Audit;

/// <summary>Registers the audit of calls.</summary>
internal static class CallAuditServices
{
    private static readonly TimeSpan LeastRetention = TimeSpan.FromDays(1);

    public static IServiceCollection AddCallAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CallAuditOptions>().Bind(configuration.GetSection(CallAuditOptions.Section)).ValidateDataAnnotations().ValidateOnStart()
            .Validate(o => o.Retention >= LeastRetention && o.Retention < TimeSpan.FromDays(3_650), "Audit:Retention must be 1 to 3,650 days.")
            .Validate(
                o => o.AttributeRetention == TimeSpan.Zero || (o.AttributeRetention >= LeastRetention && o.AttributeRetention < TimeSpan.FromDays(3_650)),
                "Audit:AttributeRetention must be 1 to 3,650 days, or zero to keep nothing.")
            .Validate(
                o => o.FlushInterval > TimeSpan.Zero && o.AnchorInterval > TimeSpan.Zero && o.RetryDelay > TimeSpan.Zero,
                "Audit:FlushInterval, Audit:AnchorInterval and Audit:RetryDelay must be positive.");
        return services
            .AddSingleton<CallAuditBuffer>()
            .AddSingleton<ICallAudit>(s => s.GetRequiredService<CallAuditBuffer>())
            .AddSingleton<CallAuditWriter>()
            .AddHostedService(s => s.GetRequiredService<CallAuditWriter>())
            .AddHostedService<CallAuditGauge>()
            .AddHostedService<CallAuditDays>();
    }
}
