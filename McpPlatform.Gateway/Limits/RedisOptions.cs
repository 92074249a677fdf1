namespace McpPlatform.Gateway.Limits;

/// <summary>Where gateways tell each other what they let through; section <c>Redis</c>.</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>Name of the connection string that counts where there is no <see cref="Address"/>.</summary>
    public const string ConnectionString = "redis";

    /// <summary>Host and port, and settings such as <c>password</c> and <c>ssl</c> behind commas; <see langword="null"/> where each gateway limits alone.</summary>
    public string? Address { get; set; }

    /// <summary>How often a gateway tells what it let through and hears what others did; 10 ms to 10 s.</summary>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromMilliseconds(100);
}
