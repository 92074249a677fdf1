using McpPlatform.Guard.Redaction;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Redaction;

public sealed class RedactionChangeTests
{
    private static readonly HashSet<string> Known = ["email", "card", "customer_no"];

    [Theory]
    [InlineData("off", "off")]
    [InlineData("email=allow", "email=allow")]
    [InlineData(" email = allow , customer_no=tokenise,card=block", "card=block,customer_no=tokenise,email=allow")]
    public void A_change_is_read_and_equal_ones_read_alike(string text, string same) => RedactionChange.Read(text, Known).Text.ShouldBe(same);

    [Theory]
    [InlineData("", "neither")]
    [InlineData("off,email=allow", "neither")]
    [InlineData("mail=allow", "'mail', which is no detector")]
    [InlineData("email=show", "'show' for 'email', which is no action")]
    [InlineData("email=0", "'0' for 'email', which is no action")]
    [InlineData("email=allow,email=block", "names 'email' twice")]
    public void What_is_none_is_refused_with_the_reason(string text, string reason) =>
        Should.Throw<FormatException>(() => RedactionChange.Read(text, Known)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("off", "off", "off")]
    [InlineData("off", "email=mask", "email=mask")]
    [InlineData("email=allow,card=block", "email=hash", "card=block,email=hash")]
    [InlineData("email=tokenise", "email=mask,card=allow", "card=allow,email=mask")]
    public void Of_two_the_stricter_holds(string one, string other, string both)
    {
        RedactionChange.Read(one, Known).And(RedactionChange.Read(other, Known)).Text.ShouldBe(both);
        RedactionChange.Read(other, Known).And(RedactionChange.Read(one, Known)).Text.ShouldBe(both);
    }
}
