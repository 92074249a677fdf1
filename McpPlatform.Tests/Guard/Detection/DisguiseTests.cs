using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

public sealed class DisguiseTests
{
    [Theory]
    [InlineData("４１１１１１１１１１１１１１１１", "card")]
    [InlineData("٤١١١١١١١١١١١١١١١", "card")]
    [InlineData("4111\u00a01111\u00a01111\u00a01111", "card")]
    [InlineData("4111\u20091111\u20091111\u20091111", "card")]
    [InlineData("4111\u20131111\u20131111\u20131111", "card")]
    [InlineData("4111 11\u200b11 1111\u00ad 1111", "card")]
    [InlineData("123\u201145\u20116780", "ssn")]
    [InlineData("DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "iban")]
    [InlineData("anna&#64;nordwind.example", "email")]
    [InlineData("anna&#x40;nordwind&#46;example", "email")]
    [InlineData("anna%40nordwind.example", "email")]
    [InlineData("anna\\u0040nordwind.example", "email")]
    [InlineData("anna＠nordwind.example", "email")]
    [InlineData("an\u200bna@nord\u00adwind.example", "email")]
    [InlineData("+49\u00a030\u00a023125\u2013114", "phone")]
    public void Disguised_data_is_found_whole(string data, string kind) => Look.At($"see {data} there").ShouldBe([$"{kind}:{data}"]);

    [Fact]
    public void Numbers_stand_by_themselves_among_scripts_without_blanks() => Look.At("卡号：4111111111111111。").ShouldBe(["card:4111111111111111"]);

    [Theory]
    [InlineData("100\u00a0000 – 120\u00a0000")]
    [InlineData("Größe\u00a040–42, Straße")]
    [InlineData("R&D; 50%40; &#9733;")]
    [InlineData("C:\\users\\new")]
    public void Ordinary_text_with_such_signs_is_left(string text) => Look.At(text).ShouldBeEmpty();
}
