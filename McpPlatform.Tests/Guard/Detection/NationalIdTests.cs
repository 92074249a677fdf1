using McpPlatform.Guard.Detection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

public sealed class NationalIdTests
{
    [Theory]
    [InlineData("756.4341.5336.49")]
    [InlineData("262.385.734-22")]
    [InlineData("253066908347441")]
    [InlineData("1 78 08 07 367 133 56")]
    [InlineData("990624-6732")]
    [InlineData("98.11.28-329.93")]
    [InlineData("66392332A")]
    [InlineData("X4688197S")]
    [InlineData("FMTRRF90H65G883K")]
    [InlineData("LY 62 57 02 B")]
    [InlineData("030396-040D")]
    public void Numbers_whose_form_is_telling_are_found_by_themselves(string number) => Look.For(Detectors.NationalId, $"it is {number}.").ShouldBe([number]);

    [Theory]
    [InlineData("PESEL", "80061304804")]
    [InlineData("BSN", "327295181")]
    [InlineData("Steuer-ID", "96182594702")]
    [InlineData("SIN", "561 112 426")]
    [InlineData("TFN", "563 656 018")]
    [InlineData("Aadhaar", "3521 8409 0532")]
    [InlineData("PAN", "MMKPZ6665R")]
    [InlineData("NIF", "217641849")]
    [InlineData("fødselsnummer", "09079614863")]
    [InlineData("NHS number", "943 476 5919")]
    [InlineData("National Insurance", "RN286303D")]
    public void Numbers_that_others_resemble_need_their_name_before_them(string name, string number)
    {
        Look.For(Detectors.NationalId, $"{name}: {number}").ShouldBe([number]);
        Look.For(Detectors.NationalId, number, name.Replace(' ', '_')).ShouldBe([number]);
        Look.For(Detectors.NationalId, $"order {number}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("756.4341.5336.48")]
    [InlineData("262.385.734-23")]
    [InlineData("1 78 08 07 367 133 57")]
    [InlineData("990624-6733")]
    [InlineData("991324-6732")]
    [InlineData("98.11.28-329.92")]
    [InlineData("66392332B")]
    [InlineData("X4688197T")]
    [InlineData("FMTRRF90H65G883L")]
    [InlineData("DY 62 57 02 B")]
    [InlineData("030396-040E")]
    [InlineData("PESEL 80061304805")]
    [InlineData("BSN 327295182")]
    [InlineData("Steuer-ID 96182594703")]
    [InlineData("SIN 561 112 427")]
    [InlineData("TFN 563 656 019")]
    [InlineData("Aadhaar 3521 8409 0533")]
    [InlineData("PAN MMKXZ6665R")]
    [InlineData("NIF 217641848")]
    [InlineData("fødselsnummer 09079614864")]
    [InlineData("NHS number 943 476 5918")]
    [InlineData("BSN 111111111")]
    public void A_wrong_check_is_no_number(string text) => Look.For(Detectors.NationalId, text).ShouldBeEmpty();
}
