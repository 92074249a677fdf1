using McpPlatform.Guard.Detection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

public sealed class SecretTests
{
    private const string Random36 = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

    // Markers are put together here, so that scanners of repositories do not take the samples for real keys.
    [Theory]
    [InlineData("AK", "IAQ3EGR7ZL2MWPK4TD")]
    [InlineData("gh", "p_" + Random36)]
    [InlineData("gl", "pat-" + "a1B2c3D4e5F6g7H8i9J0")]
    [InlineData("xo", "xb-123456789012-123456789012-" + "a1B2c3D4e5F6g7H8i9J0k1L2")]
    [InlineData("sk", "_live_" + "a1B2c3D4e5F6g7H8i9J0k1L2")]
    [InlineData("AI", "zaSyA1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q")]
    [InlineData("np", "m_" + Random36)]
    [InlineData("sk", "-ant-api03-" + Random36)]
    public void Keys_are_found_by_the_mark_of_their_maker(string start, string rest)
    {
        var key = start + rest;

        Look.For(Detectors.ApiKey, $"key='{key}'").ShouldBe([key]);
        Look.For(Detectors.ApiKey, $"https://x:{key}@git.example/a.git").ShouldBe([key]);
    }

    [Theory]
    [InlineData("AKIA123")]
    [InlineData("sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("ghp_short")]
    [InlineData("sketch_live_a1B2c3D4e5F6g7H8i9J0")]
    public void Forms_that_documentation_shows_are_no_keys(string text) => Look.For(Detectors.ApiKey, text).ShouldBeEmpty();

    [Fact]
    public void Signed_tokens_are_found_by_their_header()
    {
        const string token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NTE4MzgyNSJ9.koqrtleWvTDuRgR3yNwosbDWmE4kuv4VGOfYcMuqbK";

        Look.For(Detectors.Token, $"got {token}.").ShouldBe([token]);
        Look.For(Detectors.Token, "eyJhbGciOiJIUzI1NiJ9.only-two").ShouldBeEmpty();
        Look.For(Detectors.Token, "eyJub3RhaGVhZGVyIjoxfQ.eyJzdWIiOiI0NTE4MzgyNSJ9.abc").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("password=rT7vbq92LmX", "rT7vbq92LmX")]
    [InlineData("DB_PASSWORD: \"rT7vbq92LmX\"", "rT7vbq92LmX")]
    [InlineData("Host=db;Password=rT7vbq92LmX;Database=x", "rT7vbq92LmX")]
    [InlineData("{\"clientSecret\":\"a1B2c3D4e5F6g7H8\"}", "a1B2c3D4e5F6g7H8")]
    [InlineData("x-api-key: a1B2c3D4e5F6g7H8", "a1B2c3D4e5F6g7H8")]
    [InlineData("Authorization: Bearer a1B2c3D4e5F6g7H8", "a1B2c3D4e5F6g7H8")]
    [InlineData("Authorization: Basic ZGVwbG95OkhqNzIha2w5", "ZGVwbG95OkhqNzIha2w5")]
    [InlineData("the new password is Kq81!zzPm and stays", "Kq81!zzPm")]
    [InlineData("<add key=\"Password\" value=\"Wq11!mmZe\" />", "Wq11!mmZe")]
    [InlineData("{\\\"password\\\": \\\"rT7vbq92LmX\\\"}", "rT7vbq92LmX")]
    public void Secrets_are_found_behind_their_name(string text, string secret) => Look.For(Detectors.Assigned, text).ShouldContain(secret);

    [Theory]
    [InlineData("password=${DB_PASSWORD}")]
    [InlineData("password: <your password>")]
    [InlineData("password: ********")]
    [InlineData("password = read_password()")]
    [InlineData("password=secret://db")]
    [InlineData("token = config.token")]
    [InlineData("the password is required")]
    [InlineData("the secret of success: practice")]
    [InlineData("max_tokens: 8192")]
    [InlineData("\"password\":\"\"")]
    public void Placeholders_code_and_speech_are_no_secrets(string text) => Look.For(Detectors.Assigned, text).ShouldBeEmpty();

    [Fact]
    public void All_that_stands_under_the_label_of_a_secret_is_one() => Look.At("Sommer 2024!", "userPassword").ShouldBe(["secret.assigned:Sommer 2024!"]);

    [Theory]
    [InlineData("postgres://app:n0tSo@Guess@db/x", "n0tSo@Guess")]
    [InlineData("https://0123456789abcdef01234567@sentry.example/1", "0123456789abcdef01234567")]
    [InlineData("curl -u admin:Tr0ub4dor https://x.example", "Tr0ub4dor")]
    public void Passwords_in_addresses_are_found_whole(string text, string secret) => Look.For(Detectors.UrlCredentials, text).ShouldContain(secret);

    [Theory]
    [InlineData("postgres://db:5432/x")]
    [InlineData("postgres://app:${PASSWORD}@db/x")]
    [InlineData("git@github.example:a/b.git")]
    [InlineData("https://git@host.example/a")]
    public void Addresses_without_a_password_are_left(string text) => Look.For(Detectors.UrlCredentials, text).ShouldBeEmpty();

    [Theory]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("OPENSSH PRIVATE KEY")]
    [InlineData("PGP PRIVATE KEY BLOCK")]
    public void Private_keys_are_found_from_their_first_line_to_the_last(string kind)
    {
        var key = $"-----BEGIN {kind}-----\nMIIEpAIBAAKCAQEA\nq83vEjRW\n-----END {kind}-----";

        Look.For(Detectors.PrivateKey, $"key:\n{key}\nbye").ShouldBe([key]);
        Look.For(Detectors.PrivateKey, key[..^40] + "\n\n(cut)").ShouldHaveSingleItem().ShouldStartWith($"-----BEGIN {kind}-----\nMIIEp");
    }

    [Fact]
    public void A_private_key_that_never_ends_hides_eight_kilobytes_at_most() =>
        Look.For(Detectors.PrivateKey, "-----BEGIN PRIVATE KEY-----\n" + new string('A', 100_000))[0].Length.ShouldBe(8_192);

    [Fact]
    public void Certificates_and_public_keys_are_left() =>
        Look.At($"-----BEGIN CERTIFICATE-----\n{string.Concat(Enumerable.Repeat(Random36, 2))[..64]}\n-----END CERTIFICATE-----").ShouldBeEmpty();

    [Fact]
    public void Long_random_text_is_found()
    {
        const string random = "Zq8Lm2Xv7Tn4Rk9Wp3Yb6Hd1Fj5Gs0CuE7aQ4";

        Look.For(Detectors.Entropy, $"sid={random};").ShouldBe([random]);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("integrity: sha512-Zq8Lm2Xv7Tn4Rk9Wp3Yb6Hd1Fj5Gs0CuE7aQ4")]
    [InlineData("data:image/png;base64,Zq8Lm2Xv7Tn4Rk9Wp3Yb6Hd1Fj5Gs0CuE7aQ4")]
    [InlineData("com.example.platform.internal.services.TokenProviderFactoryBean")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")]
    public void Digests_content_and_names_are_no_random_text(string text) => Look.For(Detectors.Entropy, text).ShouldBeEmpty();
}
