using System.Buffers;
using System.Text;
using McpPlatform.Guard;
using McpPlatform.Guard.Redaction;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

public sealed class ConfiguredRedactionTests
{
    [Fact]
    public void Settings_say_what_is_looked_for_and_what_happens_to_it()
    {
        using var services = Services(
            ("Detection:Detectors:0", "card"), ("Detection:Detectors:1", "email"), ("Detection:Otherwise", "Mask"), ("Detection:Actions:email", "Hash"),
            ("Detection:Custom:customer_no:Pattern", @"KD-\d{6}"));

        var text = Redact(services, "default", "KD-118822 4111111111111111 anna@nordwind.example 203.0.113.7");

        text.ShouldMatch(@"^\[customer_no\] \[card\] \[email:[a-p]{16}\] 203\.0\.113\.7$");
    }

    [Fact]
    public void Each_tenant_has_its_own_hashes()
    {
        using var services = Services(("Detection:Otherwise", "Hash"));

        Redact(services, "north", "anna@nordwind.example").ShouldNotBe(Redact(services, "south", "anna@nordwind.example"));
        Redact(services, "north", "anna@nordwind.example").ShouldBe(Redact(services, "north", "anna@nordwind.example"));
    }

    [Fact]
    public void A_redactor_that_was_given_back_is_lent_again()
    {
        using var services = Services();
        var redaction = services.GetRequiredService<IRedaction>();
        var first = redaction.Rent("default");
        first.Dispose();

        using var second = redaction.Rent("default");
        using var third = redaction.Rent("default");

        second.ShouldBeSameAs(first);
        third.ShouldNotBeSameAs(first);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        using var services = Services(
            ("Detection:Detectors:0", "cards"), ("Detection:Actions:badge", "Mask"), ("Detection:Custom:email:Pattern", "a"), ("Detection:Custom:broken:Pattern", "("));

        var failure = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IRedaction>());

        failure.Failures.Count().ShouldBe(4);
        failure.Message.ShouldContain("'cards'");
        failure.Message.ShouldContain("'badge'");
        failure.Message.ShouldContain("Custom:email");
        failure.Message.ShouldContain("Custom:broken");
    }

    private static string Redact(ServiceProvider services, string tenant, string text)
    {
        using var redactor = services.GetRequiredService<IRedaction>().Rent(tenant);
        var output = new ArrayBufferWriter<byte>();
        redactor.Text.TryRedact(Encoding.UTF8.GetBytes(text), default, new RedactionReport(), output).ShouldBeTrue();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("mcpp-redaction").FullName;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([.. settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)), KeyValuePair.Create("Platform:DataFolder", (string?)folder)]).Build();
        return new ServiceCollection().AddLogging().AddGuard(configuration).BuildServiceProvider();
    }
}
