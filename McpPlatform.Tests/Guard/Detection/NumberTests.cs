using McpPlatform.Guard.Detection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

public sealed class NumberTests
{
    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("4111.1111.1111.1111")]
    [InlineData("4972183780150")]
    [InlineData("2234-1662-4752-2769")]
    [InlineData("3768 254347 96278")]
    [InlineData("3683 084287 3463")]
    [InlineData("6011788994301418")]
    [InlineData("3530900645899430")]
    public void Cards_are_found_in_the_usual_groups(string number)
    {
        Look.For(Detectors.Card, number).ShouldBe([number]);
        Look.For(Detectors.Card, $"paid with {number}.").ShouldBe([number]);
        Look.For(Detectors.Card, $"7,{number},19.90\n8").ShouldBe([number]);
        Look.For(Detectors.Card, $"\"{number}\\n\"").ShouldBe([number]);
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("9111111111111111")]
    [InlineData("41111111111111111")]
    [InlineData("x4111111111111111")]
    [InlineData("4111111111111111x")]
    [InlineData("4111111111111111-7")]
    [InlineData("3.4111111111111111")]
    [InlineData("0000000000000000")]
    [InlineData("4444444444444444")]
    [InlineData("411 1111 1111 11111")]
    public void Other_numbers_are_no_cards(string number) => Look.For(Detectors.Card, number).ShouldBeEmpty();

    [Theory]
    [InlineData("123-45-6780", "123-45-6780")]
    [InlineData("id 7,123-45-6780,x", "123-45-6780")]
    [InlineData("SSN: 123 45 6780", "123 45 6780")]
    [InlineData("social security number 123456780", "123456780")]
    public void Social_security_numbers_are_found(string text, string number) => Look.For(Detectors.SocialSecurity, text).ShouldBe([number]);

    [Theory]
    [InlineData("000-12-3456")]
    [InlineData("666-12-3456")]
    [InlineData("912-12-3456")]
    [InlineData("123-00-4567")]
    [InlineData("123-45-0000")]
    [InlineData("078-05-1120")]
    [InlineData("123 45 6780")]
    [InlineData("123456780")]
    [InlineData("1-123-45-6780")]
    [InlineData("123-45-67800")]
    [InlineData("123-456-780")]
    public void What_is_never_issued_or_unspoken_is_no_social_security_number(string text) => Look.For(Detectors.SocialSecurity, text).ShouldBeEmpty();

    [Theory]
    [InlineData("DE89370400440532013000")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("de89-3704-0044-0532-0130-00")]
    [InlineData("FR70 7150 9840 9564 2290 6005 838")]
    [InlineData("NO1842706331724")]
    [InlineData("GB82WEST12345698765432")]
    public void Bank_accounts_are_found(string number) => Look.For(Detectors.Iban, $"to {number}, please").ShouldBe([number]);

    [Theory]
    [InlineData("DE88370400440532013000")]
    [InlineData("DE8937040044053201300")]
    [InlineData("DE893704004405320130001")]
    [InlineData("ZZ89370400440532013000")]
    [InlineData("DE89 3704 0044 05")]
    public void Accounts_with_a_wrong_length_country_or_checksum_are_not(string number) => Look.For(Detectors.Iban, number).ShouldBeEmpty();

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("(10.0.0.5)", "10.0.0.5")]
    [InlineData("7,10.0.0.5,web", "10.0.0.5")]
    [InlineData("203.0.113.7:443", "203.0.113.7")]
    [InlineData("203.0.113.0/24", "203.0.113.0")]
    [InlineData("at 203.0.113.7.", "203.0.113.7")]
    [InlineData("2001:db8::8a2e:370:7334", "2001:db8::8a2e:370:7334")]
    [InlineData("[2001:db8:0:0:0:0:0:1]:80", "2001:db8:0:0:0:0:0:1")]
    [InlineData("fe80::1ff:fe23:4567:890a%eth0", "fe80::1ff:fe23:4567:890a")]
    public void Addresses_of_the_internet_are_found(string text, string address) => Look.For(Detectors.IpAddress, text).ShouldBe([address]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.0")]
    [InlineData("256.1.1.1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("01.2.3.4")]
    [InlineData("version 10.0.4.1")]
    [InlineData("12:34:56")]
    [InlineData("::1")]
    [InlineData("std::vector")]
    [InlineData("a::b")]
    [InlineData("00:1a:2b:3c:4d:5e")]
    public void Loopback_masks_versions_times_and_names_are_no_addresses(string text) => Look.For(Detectors.IpAddress, text).ShouldBeEmpty();

    [Theory]
    [InlineData("+49 30 23125 114")]
    [InlineData("+44 (0)20 7946 0958")]
    [InlineData("+14155550188")]
    [InlineData("(415) 555-0142")]
    [InlineData("1-800-555-0199")]
    [InlineData("415.555.0142")]
    [InlineData("0161 496 0120")]
    [InlineData("089/2318 4471")]
    [InlineData("06 39 98 41 27")]
    public void Telephone_numbers_are_found_by_their_form(string number) => Look.For(Detectors.Phone, $"ask {number} today").ShouldBe([number]);

    [Theory]
    [InlineData("tel. 22 810 44 12", "22 810 44 12")]
    [InlineData("mobile: 601223881", "601223881")]
    [InlineData("call 601 223 881, 601 223 882", "601 223 881", "601 223 882")]
    public void And_by_words_before_them(string text, params string[] numbers) => Look.For(Detectors.Phone, text).ShouldBe(numbers);

    [Fact]
    public void A_label_speaks_for_a_number() => Look.For(Detectors.Phone, "5035550142", "customerPhone").ShouldBe(["5035550142"]);

    [Theory]
    [InlineData("22 810 44 12")]
    [InlineData("115-555-0142")]
    [InlineData("2024-05-17")]
    [InlineData("call us on 17.05.2024")]
    [InlineData("0091 2231 7781")]
    [InlineData("a+49 30 23125 114")]
    [InlineData("+49 30")]
    [InlineData("order 118-22-334")]
    public void Dates_orders_and_numbers_of_no_form_are_no_telephones(string text) => Look.For(Detectors.Phone, text).ShouldBeEmpty();

    [Fact]
    public void Numbers_in_one_row_are_told_apart() =>
        Look.At("4111 1111 1111 1111 212 555 0119 203.0.113.7").ShouldBe(["card:4111 1111 1111 1111", "phone:212 555 0119", "ip:203.0.113.7"]);
}
