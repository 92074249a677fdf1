using McpPlatform.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Store;

public sealed class StoreServicesTests
{
    [Theory]
    [InlineData("platform")]
    [InlineData("platform-direct")]
    public void A_missing_connection_string_is_named(string missing)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:platform"] = "Host=a", ["ConnectionStrings:platform-direct"] = "Host=a" };
        settings.Remove($"ConnectionStrings:{missing}");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        Should.Throw<InvalidOperationException>(() => new ServiceCollection().AddStore(configuration)).Message
            .ShouldContain($"ConnectionStrings:{missing}.");
    }
}
