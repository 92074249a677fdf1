using System.Diagnostics;
using McpPlatform.Guard.Firewall;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Firewall;

/// <summary>Addresses in arguments: what leads inside, however it is written, and what does not.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1:8080/x")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0x0.0x0.0x1")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://10.0.0.8/admin")]
    [InlineData("https://192.168.1.1")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]:80/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://localhost:5432")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("http://metadata.google.internal/computeMetadata/v1/")]
    [InlineData("http://wiki.corp/")]
    [InlineData("http://kubernetes.default.svc/")]
    [InlineData("http://intranet/")]
    [InlineData("http://127.0.0.1.nip.io/")]
    [InlineData("http://app-10-0-0-1.sslip.io/")]
    [InlineData("http://localtest.me.localtest.me/")]
    [InlineData("http://example.com@127.0.0.1/")]
    [InlineData("http://example.com:80@10.1.2.3/")]
    [InlineData("http://127.0.0.1\\@example.com/")]
    [InlineData("http:\\\\127.0.0.1/")]
    [InlineData("http:/127.0.0.1/")]
    [InlineData("http:////127.0.0.1/")]
    [InlineData("ht\ntp://127.0.\t0.1/")]
    [InlineData("http://１２７.０.０.１/")]
    [InlineData("http://①②⑦.⓪.⓪.①/")]
    [InlineData("http://%31%32%37.0.0.1/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("see http://127.0.0.1/ for more")]
    [InlineData("url=http%3A, real: http://10.0.0.1")]
    [InlineData("postgres://user:pw@db.internal:5432/app")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com:70/_x")]
    [InlineData("dict://example.com:11211/stat")]
    [InlineData("ldap://example.com/")]
    public void An_address_that_leads_inside_is_refused(string text) => new AddressGuard([]).Refusal(text).ShouldNotBeNull();

    [Theory]
    [InlineData("https://example.com/path?q=1")]
    [InlineData("http://8.8.8.8/")]
    [InlineData("https://[2606:4700:4700::1111]/")]
    [InlineData("https://api.github.com/repos/a/b")]
    [InlineData("https://8.8.8.8.nip.io/")]
    [InlineData("mailto:ada@example.com")]
    [InlineData("note: nothing here")]
    [InlineData("a ratio of 3:/4")]
    [InlineData("C:\\Users\\ada")]
    [InlineData("urn:isbn:0451450523")]
    [InlineData("12:30:15")]
    [InlineData("std::vector<int>")]
    public void Any_other_text_passes(string text) => new AddressGuard([]).Refusal(text).ShouldBeNull();

    [Fact]
    public void Hosts_that_are_named_are_reachable_all_the_same()
    {
        var guard = new AddressGuard(["localhost", "*.internal"]);
        guard.Refusal("http://localhost:3000/").ShouldBeNull();
        guard.Refusal("http://wiki.internal/").ShouldBeNull();
        guard.Refusal("http://127.0.0.1:3000/").ShouldNotBeNull();
        guard.Refusal("http://internal.evil.lan/").ShouldNotBeNull();
    }

    [Fact]
    public void The_refusal_names_the_host_and_the_setting()
    {
        new AddressGuard([]).Refusal("http://user:secret@10.0.0.8/admin").ShouldBe(
            "'10.0.0.8' lies inside a private network. Addresses there are passed on only where 'Firewall:AllowedHosts' names them.");
    }

    [Fact]
    public void More_addresses_than_anybody_needs_are_refused() =>
        new AddressGuard([]).Refusal(string.Concat(Enumerable.Repeat("http://example.com/ ", 201))).ShouldBe("The arguments hold more than 200 addresses.");

    [Theory]
    [InlineData("http:")]
    [InlineData("a://")]
    [InlineData("a+")]
    [InlineData("http://a:a@")]
    [InlineData("\\/:")]
    public void Hostile_text_costs_time_in_proportion_to_its_length(string piece)
    {
        var guard = new AddressGuard([]);
        guard.Refusal(Text(piece, 10_000));
        var short1 = Time(() => guard.Refusal(Text(piece, 50_000)));
        var long1 = Time(() => guard.Refusal(Text(piece, 800_000)));
        long1.ShouldBeLessThan((short1 * 64) + TimeSpan.FromMilliseconds(200));
    }

    private static string Text(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    private static TimeSpan Time(Action action)
    {
        var began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began);
    }
}
