using McpPlatform.Guard.Detection;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Guard.Detection;

public sealed class WordTests
{
    [Theory]
    [InlineData("anna@nordwind.example", "anna@nordwind.example")]
    [InlineData("<anna.lena+news@mail.nordwind.example>", "anna.lena+news@mail.nordwind.example")]
    [InlineData("write to anna@nordwind.example.", "anna@nordwind.example")]
    [InlineData("?email=anna@nordwind.example&x=1", "anna@nordwind.example")]
    [InlineData("mailto:anna@nordwind.example", "anna@nordwind.example")]
    [InlineData("\\nanna@nordwind.example\\n", "anna@nordwind.example")]
    [InlineData("jürgen@bücher.example", "jürgen@bücher.example")]
    [InlineData("'anna@nordwind.example'", "anna@nordwind.example")]
    public void Mailboxes_are_found(string text, string mailbox) => Look.For(Detectors.Email, text).ShouldBe([mailbox]);

    [Theory]
    [InlineData("@home")]
    [InlineData("anna@")]
    [InlineData("anna@localhost")]
    [InlineData("@scope/pkg@2.0.1")]
    [InlineData("a @ b.example")]
    [InlineData("https://ci@git.example/repo")]
    [InlineData("anna.@")]
    public void Handles_packages_and_addresses_of_repositories_are_no_mailboxes(string text) => Look.For(Detectors.Email, text).ShouldBeEmpty();

    [Theory]
    [InlineData("12 Elm Street", "12 Elm Street")]
    [InlineData("at 350 West 42nd Street today", "350 West 42nd Street")]
    [InlineData("22B Wellington Road, Leeds", "22B Wellington Road")]
    [InlineData("12 rue de la Paix", "12 rue de la Paix")]
    [InlineData("3 rue du Faubourg Saint-Honoré", "3 rue du Faubourg Saint-Honoré")]
    [InlineData("Hauptstraße 5", "Hauptstraße 5")]
    [InlineData("Unter den Eichenweg 12a", "Eichenweg 12a")]
    [InlineData("Calle Mayor 3", "Calle Mayor 3")]
    [InlineData("in via Roma 118", "via Roma 118")]
    [InlineData("ul. Piotrkowska 88", "ul. Piotrkowska 88")]
    [InlineData("Nieuwe Gracht 19", "Nieuwe Gracht 19")]
    [InlineData("Storgata 7", "Storgata 7")]
    public void Streets_with_a_number_are_found(string text, string street) => Look.For(Detectors.Address, text).ShouldBe([street]);

    [Theory]
    [InlineData("Wall Street Journal")]
    [InlineData("12 angry men")]
    [InlineData("3 Way Handshake")]
    [InlineData("118, Section 4 Row 8")]
    [InlineData("Main Street")]
    [InlineData("OS X 10")]
    [InlineData("Room 12 East")]
    public void Streets_without_a_number_and_other_numbers_are_no_addresses(string text) => Look.For(Detectors.Address, text).ShouldBeEmpty();

    [Theory]
    [InlineData("ask Maria Gonzalez now", "Maria Gonzalez")]
    [InlineData("JOHN SMITH", "JOHN SMITH")]
    [InlineData("Anna-Lena Bergström", "Anna-Lena Bergström")]
    [InlineData("John R. Smith", "John R. Smith")]
    [InlineData("Guido van Rossum", "Guido van Rossum")]
    [InlineData("Łukasz Zieliński", "Łukasz Zieliński")]
    [InlineData("Smith, John", "Smith, John")]
    [InlineData("Dr. Winterbottom", "Dr. Winterbottom")]
    [InlineData("Frau Prof. Dr. Anna Schmidt", "Frau Prof. Dr. Anna Schmidt")]
    [InlineData("my name is Chidi Ezeka", "Chidi Ezeka")]
    [InlineData("Kontakt: Solvej Brandvold", "Solvej Brandvold")]
    [InlineData("Bernadette O'Reilly", "Bernadette O'Reilly")]
    public void Names_are_found_by_list_title_and_introduction(string text, string name) => Look.For(Detectors.Name, text).ShouldBe([name]);

    [Fact]
    public void A_given_name_alone_is_one_only_under_a_label_that_says_so()
    {
        Look.For(Detectors.Name, "Maria", "first_name").ShouldBe(["Maria"]);
        Look.For(Detectors.Name, "Maria", "server").ShouldBeEmpty();
        Look.For(Detectors.Name, "thanks, Maria").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Morgan Stanley")]
    [InlineData("Ruby Tuesday")]
    [InlineData("Madison Square Garden")]
    [InlineData("the Victoria Lampert")]
    [InlineData("Max Planck Institute")]
    [InlineData("Sir John Macdonald Parkway")]
    [InlineData("Visual Studio Code")]
    [InlineData("Dear Hiring Manager")]
    [InlineData("The Quick Brown Fox")]
    [InlineData("maria gonzalez")]
    public void Firms_places_and_headings_are_no_names(string text) => Look.For(Detectors.Name, text).ShouldBeEmpty();
}
